import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, signedIn, until } from '../../local/scene/api.ts';
import { act } from '../../local/scene/mailboxes.ts';
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

const source = async (id: string) => (await api.expect(200, 'GET', `/v1/sources/${id}`)).body;
const create = async (body: object): Promise<string> =>
  (await api.expect(201, 'POST', '/v1/sources', body)).body.id;
const readAnew = async (id: string, than?: string) =>
  until(
    () => source(id),
    ({ state, lastRefresh }) =>
      state === 'failed' ||
      (state === 'ready' && lastRefresh?.finishedAt !== than && lastRefresh !== undefined),
    30,
  );

it('[S5] company contacts and mail users are read through the API, and what changes in Exchange', async () => {
  const id = await create({ kind: 'exchange-online' });
  const first = await readAnew(id);
  expect(first).toMatchObject({ state: 'ready', lastRefresh: { kind: 'full', contacts: 18 } });
  const contact = `/tenants/${api.tenant.tenantId}/org-contacts/1a222222-0000-4000-8000-000000000003`;
  await act(running.endpoints, 'DELETE', contact);
  await api.expect(202, 'POST', `/v1/sources/${id}/refresh`);
  const second = await readAnew(id, first.lastRefresh.finishedAt);
  expect(second.lastRefresh).toMatchObject({ kind: 'delta', contacts: 17, removed: 1 });
}, 60_000);

it('[S11] a shared mailbox is read by folder; closed to Switchboard or unknown it says so', async () => {
  const mailbox = `telefonzentrale@${api.tenant.domain}`;
  const list = await create({ kind: 'shared-mailbox', settings: { mailbox } });
  const suppliers = await create({ kind: 'shared-mailbox', settings: { mailbox, folder: 'lieferanten' } });
  expect((await readAnew(list)).lastRefresh).toMatchObject({ contacts: 6 });
  expect((await readAnew(suppliers)).lastRefresh).toMatchObject({ contacts: 3 });
  const unknown = await create({ kind: 'shared-mailbox', settings: { mailbox: 'nie@firma.example' } });
  expect(await readAnew(unknown)).toMatchObject({ state: 'failed', lastError: { reason: 'not-there' } });

  const user = '1a000000-0000-4000-8000-000000000017';
  await act(running.endpoints, 'PUT', `/tenants/${api.tenant.tenantId}/mailboxes/${user}/closed`);
  const test = await api.expect(200, 'POST', `/v1/sources/${list}/test`);
  expect(test.body).toMatchObject({ works: false, reason: 'no-right-to-read' });
  expect((await api.expect(200, 'GET', '/v1/tenant')).body.state).toBe('active');
}, 60_000);
