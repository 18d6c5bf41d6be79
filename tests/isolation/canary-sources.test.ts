import { expect, it } from 'vitest';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import type { DirectoryPage } from '../../shared/sources/directory.ts';
import { sourceKindTable } from '../../shared/sources/source-kinds.ts';
import type { ReaderFailure, SourceReader } from '../../shared/sources/source-reader.ts';
import { requiredPermissions } from '../../shared/tenants/permissions.ts';
import { canaries, canariesIn, everythingStored } from './support/canaries.ts';
import { makeWorld, openApp } from './support/world.ts';

const people = canaries.map(({ word: _w, number: _n, ...person }) => ({
  key: systemRandom.id(),
  ...person,
  enabled: true,
  hidden: false,
}));
const settingsOf = {
  'active-directory': { server: 'dc1.voliere.example', domain: 'voliere.example', userName: 'leser' },
  'dynamics-365': { instance: 'voliere' },
  'exchange-online': {},
  'shared-mailbox': { mailbox: 'zentrale@voliere.example' },
} as const;

/** A reader of all canaries, until it is told to fail. */
const makeReaders = () => {
  const control: { failure: ReaderFailure | Error | undefined } = { failure: undefined };
  const refused = (): Result<never, ReaderFailure> | undefined => {
    if (control.failure instanceof Error) throw control.failure;
    return control.failure === undefined ? undefined : err(control.failure);
  };
  const reader: SourceReader<unknown> = {
    readPeople: async function* () {
      const page: Result<DirectoryPage, ReaderFailure> = refused() ?? ok({ changed: people, removed: [] });
      yield page;
    },
    photosOf: async (_ctx: TenantContext, _settings: unknown, keys: readonly string[]) =>
      refused() ?? ok(new Map(keys.map((key) => [key, Buffer.from(`photo of ${key}`)]))),
    probe: async () => refused() ?? ok(undefined),
  };
  const readers = {
    'active-directory': reader,
    'dynamics-365': reader,
    'exchange-online': reader,
    'shared-mailbox': reader,
  };
  return { control, readers };
};

it('[T5] nor is anything of them with every kind of source, one share of them all, an export and an erasure', async () => {
  const logged: string[] = [];
  const { control, readers } = makeReaders();
  const open = await openApp({
    onLog: (line) => logged.push(line),
    readers,
    grantedPermissions: async () =>
      ok([
        ...requiredPermissions,
        ...Object.values(sourceKindTable).flatMap(({ permissions }) => permissions),
      ]),
  });
  const { app } = open;
  const world = await makeWorld(open);
  const { provider, importer } = world.tenants;
  const admin = await world.tokenOf(provider);
  const partner = await world.tokenOf(importer);
  const refusals: string[] = [];
  const ask = async (method: string, path: string, body?: unknown, token = admin) => {
    const answer = await app.ask({ method, path, token, body });
    if (answer.status >= 400) refusals.push(String(answer.body), JSON.stringify(answer.headers));
    return { status: answer.status, body: String(answer.body) };
  };
  const made = async (body: object): Promise<string> =>
    (await world.expect(201, admin, 'POST', '/v1/sources', body)).body.id;

  const ids: string[] = [];
  for (const [kind, settings] of Object.entries(settingsOf)) {
    ids.push(
      await made({ kind, settings, ...(kind === 'active-directory' ? { password: 'Kuckuck-1' } : {}) }),
    );
  }
  const user = systemRandom.id();
  app.personalContacts.put(user, people);
  const personal = await made({ kind: 'office-365', settings: { userId: user } });
  const { signInUrl } = (await world.expect(201, admin, 'POST', `/v1/sources/${personal}/sign-in`)).body;
  const ticket = new URL(signInUrl).searchParams.get('ticket') ?? '';
  const start = await app.ask({ method: 'GET', path: `/sign-in/start?ticket=${ticket}` });
  const cookie = String(start.headers['set-cookie']).split(';')[0] ?? '';
  const { code, state } = app.signIn.signIn(String(start.headers['location']), user);
  await app.ask({
    method: 'GET',
    path: `/sign-in/callback?code=${code}&state=${state}`,
    headers: { cookie },
  });
  ids.push(personal);
  await app.settle();

  const share = await world.expect(201, admin, 'POST', '/v1/shares', {
    displayName: 'Alle Vögel',
    sources: ids.map((sourceId) => ({ sourceId })),
    selection: { everyone: true },
  });
  const preview = (await world.expect(200, admin, 'GET', `/v1/shares/${share.body.id}/preview?limit=200`))
    .body;
  expect(preview).toMatchObject({ count: 200, merged: 200 });
  const mailbox = systemRandom.id();
  const imported = await world.expect(201, partner, 'POST', '/v1/imports', {
    shareId: share.body.shareId,
    targets: { users: [mailbox] },
  });
  await app.settle();
  const box = app.mailboxes.mailbox(mailbox);
  const kept = () => JSON.stringify(box.folders().map(({ id }) => box.contacts({ id })));
  expect(canariesIn(kept()).length).toBeGreaterThan(400);

  const [someone, other] = canaries;
  const terms = { emails: someone?.emails, phones: [someone?.number] };
  const exported = await ask('POST', '/v1/people/export', terms);
  expect(exported.body).toContain(someone?.word);
  await ask('POST', '/v1/people/export', { emails: [someone?.word], ids: [someone?.displayName, 7] });
  await ask('POST', '/v1/people/erasures', { emails: other?.emails, people: 7 });
  expect((await ask('POST', '/v1/people/erasures', { ...terms, people: 1 })).status).toBe(202);
  await app.settle();

  // Everything that reads goes wrong: refused, away, and by a bug that tells what it was about.
  const failures: readonly (ReaderFailure | Error)[] = [
    { type: 'source-refused', reason: 'no-right-to-read', code: '50' },
    { type: 'unavailable', service: 'dynamics-365' },
    new TypeError(`${other?.displayName} <${other?.emails[0]}> is not iterable: ${other?.number}`),
  ];
  for (const failure of failures) {
    control.failure = failure;
    for (const id of ids) {
      await ask('POST', `/v1/sources/${id}/test`);
      await ask('POST', `/v1/sources/${id}/refresh?mode=full`);
      await app.settle().catch(() => {});
    }
  }
  for (const id of ids) {
    expect((await ask('GET', `/v1/sources/${id}/quality`)).status).toBe(200);
    await ask('PATCH', `/v1/sources/${id}`, {
      settings: { domain: other?.number, mailbox: [other?.word], userId: other?.displayName },
    });
    await ask('GET', `/v1/sources/${id}?limit=${other?.word}`);
  }
  await ask('POST', '/v1/sources', {
    kind: 'shared-mailbox',
    settings: { mailbox: other?.displayName, folder: 7 },
  });
  await ask('POST', '/v1/sources', {
    kind: 'active-directory',
    settings: { server: `${other?.word} ${other?.number}`, userName: other?.emails },
    password: other?.word,
  });
  await ask('POST', `/v1/imports/${imported.body.id}/runs`, undefined, partner);
  await app.settle().catch(() => {});
  expect(kept()).not.toContain(someone?.word);

  const places = {
    tables: await everythingStored(Object.values(open.tables.names), [provider, importer, share.body.id]),
    messages: JSON.stringify(app.bus.sent),
    log: logged.join('\n'),
    refusals: refusals.join('\n'),
    mails: JSON.stringify(app.mails),
  };
  expect(places.tables.length).toBeGreaterThan(10_000);
  expect(refusals.length).toBeGreaterThan(20);
  for (const [place, text] of Object.entries(places)) expect([place, canariesIn(text)]).toEqual([place, []]);
}, 60_000);
