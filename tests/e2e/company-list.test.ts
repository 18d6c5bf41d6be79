import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, signedIn } from '../../local/scene/api.ts';
import { openMailbox } from '../../local/scene/mailboxes.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { runEnded } from '../../local/scene/share-people.ts';
import { signIn } from '../../local/token/sign-in.ts';
import { makeStateDir, openStack, type RunningStack } from '../support/running-stack.ts';

const stateDir = makeStateDir();
let running: RunningStack;
let api: Api;
let token: string;

beforeAll(async () => {
  running = await openStack(stateDir.path);
  api = await signedIn(running.endpoints, 'mueller', 'Admin');
  await onboard(api);
  const { tenantId, users } = api.tenant;
  const admin = users.find(({ appRoles }) => appRoles.includes('Admin'));
  if (admin === undefined) throw new Error('nobody administers the seeded company');
  const clientId = running.endpoints['clientId'] ?? '';
  const signedInAs = await signIn({
    entraUrl: running.endpoints['entra'] ?? '',
    tenantId,
    clientId,
    redirectUri: 'http://localhost',
    scope: `openid api://${clientId}/.default`,
    user: admin,
  });
  if (!signedInAs.ok) throw new Error('no token');
  token = signedInAs.value;
}, 60_000);

afterAll(async () => {
  await running?.close();
  stateDir.remove();
});

const sample = readFileSync(new URL('../../docs/company-list.sample.csv', import.meta.url));

/** Files as curl sends and takes them. */
const file = async (method: string, path: string, body?: Uint8Array<ArrayBuffer>) => {
  const answer = await fetch(`${running.endpoints['app']}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'text/csv' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    bytes: await answer.arrayBuffer(),
  };
};
const json = (bytes: ArrayBuffer) => JSON.parse(Buffer.from(bytes).toString());

it('[S10] a list is loaded, shared and imported; what changes in it is in mailboxes after the next run', async () => {
  const list = (await api.expect(201, 'POST', '/v1/sources', { kind: 'company-list' })).body;
  expect(list).toMatchObject({ displayName: 'Company list', state: 'ready' });
  const contacts = `/v1/sources/${list.id}/contacts`;
  const windows1252 = Buffer.from(new TextDecoder().decode(sample), 'latin1');
  const loaded = await file('POST', `${contacts}/load`, new Uint8Array(windows1252));
  expect([loaded.status, json(loaded.bytes)]).toMatchObject([
    200,
    { created: 4, contacts: 4, unusableNumbers: 0 },
  ]);
  const quality = (await api.expect(200, 'GET', `/v1/sources/${list.id}/quality`)).body;
  expect(quality).toMatchObject({ people: 4, withoutNumber: 0 });

  const taken = await file('GET', `${contacts}/export?format=csv`);
  expect([taken.status, taken.type]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
  const again = await file('POST', `${contacts}/load?mode=replace`, new Uint8Array(taken.bytes));
  expect(json(again.bytes)).toMatchObject({ created: 0, updated: 0, removed: 0, unchanged: 4 });

  const share = await api.expect(201, 'POST', '/v1/shares', {
    displayName: 'Wichtige Nummern',
    sources: [{ sourceId: list.id }],
    selection: { everyone: true },
  });
  let mailbox = '';
  for (const { id } of api.tenant.users) {
    if ((await openMailbox(running.endpoints, api.tenant.tenantId, id)) !== undefined) mailbox = id;
  }
  const created = await api.expect(201, 'POST', '/v1/imports', {
    shareId: share.body.shareId,
    targets: { users: [mailbox] },
    folder: { kind: 'own', displayName: 'Liste' },
  });
  const importId = created.body.id;
  await runEnded(api, importId, created.body.activeRun);
  const names = async () =>
    ((await openMailbox(running.endpoints, api.tenant.tenantId, mailbox)) ?? [])
      .filter(({ displayName }) => displayName === 'Liste')
      .flatMap(({ contacts: inFolder }) => inFolder.map(({ displayName = '' }) => displayName))
      .sort((a, b) => (a < b ? -1 : 1));
  expect(await names()).toEqual(['Aufzug-Störung', 'Bereitschaft IT', 'Empfang', 'Notfallnummer Werkschutz']);

  const { value } = (await api.expect(200, 'GET', contacts)).body;
  const lift = value.find((each: { displayName: string }) => each.displayName === 'Aufzug-Störung');
  await api.expect(204, 'DELETE', `${contacts}/${lift.id}`);
  const phones = [{ kind: 'mobile', number: '0171 3920028' }];
  await api.expect(201, 'POST', contacts, { displayName: 'Taxi', phones });
  const started = await api.expect(202, 'POST', `/v1/imports/${importId}/runs`);
  await runEnded(api, importId, started.body.id);
  expect(await names()).toEqual(['Bereitschaft IT', 'Empfang', 'Notfallnummer Werkschutz', 'Taxi']);
}, 120_000);
