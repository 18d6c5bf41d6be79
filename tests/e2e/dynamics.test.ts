import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, signedIn, until } from '../../local/scene/api.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { makeStateDir, openStack, type RunningStack } from '../support/running-stack.ts';

const stateDir = makeStateDir();
let running: RunningStack;
let api: Api;

beforeAll(async () => {
  running = await openStack(stateDir.path);
  api = await signedIn(running.endpoints, 'mueller', 'Admin');
  await onboard(api);
}, 60_000);

afterAll(async () => {
  await running?.close();
  stateDir.remove();
});

const address = 'https://mueller-maschinenbau.crm4.dynamics.com/main.aspx';
const inCologne = {
  match: 'all',
  conditions: [{ field: 'address1_city', operator: 'equals', value: 'Köln' }],
};
const source = async (id: string) => (await api.expect(200, 'GET', `/v1/sources/${id}`)).body;
const readAnew = (id: string, than: string | undefined) =>
  until(
    () => source(id),
    ({ state, lastRefresh }) =>
      state === 'ready' && lastRefresh !== undefined && lastRefresh.finishedAt !== than,
    30,
  );

it('[S3] a company’s contacts of Dynamics 365 are read through the API, by address, filter and changes', async () => {
  const kind = 'dynamics-365';
  const refused = await api.expect(400, 'POST', '/v1/sources', { kind, settings: { instance: 'a.example' } });
  expect(refused.body.errors).toMatchObject([{ pointer: '/settings/instance', rule: 'dynamics-instance' }]);

  const settings = { instance: address, filter: inCologne };
  const { id, ...created } = (await api.expect(201, 'POST', '/v1/sources', { kind, settings })).body;
  expect(created.settings).toEqual({ instance: 'mueller-maschinenbau', region: 'crm4', filter: inCologne });
  const first = await readAnew(id, undefined);
  expect(first.lastRefresh).toMatchObject({ kind: 'full' });
  const { contacts } = first.lastRefresh;
  expect(contacts).toBeGreaterThan(10);
  expect((await api.expect(200, 'POST', `/v1/sources/${id}/test`)).body).toMatchObject({ works: true });

  const host = 'mueller-maschinenbau.crm4.dynamics.com';
  const added = await fetch(`${running.endpoints['dynamics']}/_emulator/organisations/${host}/contacts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      columns: { lastname: 'Neu', address1_city: 'Köln', telephone1: '0221 4710-999' },
    }),
  });
  expect(added.status).toBe(201);
  await api.expect(202, 'POST', `/v1/sources/${id}/refresh`);
  const second = await readAnew(id, first.lastRefresh.finishedAt);
  expect(second.lastRefresh).toMatchObject({ kind: 'delta', contacts: contacts + 1, changed: 1 });
}, 60_000);
