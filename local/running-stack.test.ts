import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findRunningStack } from './running-stack.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'switchboard-state-'));
const other = mkdtempSync(join(tmpdir(), 'switchboard-state-'));
const app = 'http://127.0.0.1:7071';
let control = '';
// A control server as it answers for the stack of `stateDir`.
const server = createServer((_request, response) => {
  response.end(JSON.stringify({ app, control, state: stateDir }));
});
const wrote = (folder: string, text: string) => writeFileSync(join(folder, 'endpoints.json'), text);

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  control = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  for (const folder of [stateDir, other]) rmSync(folder, { recursive: true, force: true });
});

it('finds no stack where none was started, nor behind a file that says nothing', async () => {
  expect(await findRunningStack(stateDir)).toBeUndefined();
  wrote(stateDir, '{"app":');
  expect(await findRunningStack(stateDir)).toBeUndefined();
});

it('finds the stack that runs on this state', async () => {
  wrote(stateDir, JSON.stringify({ app, control, state: stateDir }));
  expect(await findRunningStack(stateDir)).toEqual({ app, control, state: stateDir });
});

it('takes the stack of another folder, which has the ports of one that was killed, for none', async () => {
  wrote(other, JSON.stringify({ app, control, state: other }));
  expect(await findRunningStack(other)).toBeUndefined();
});
