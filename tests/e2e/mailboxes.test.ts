import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, signedIn, until } from '../../local/scene/api.ts';
import { act, openMailbox, type RawContact, tagsOf } from '../../local/scene/mailboxes.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { runEnded, sharePeople } from '../../local/scene/share-people.ts';
import { makeStateDir, openStack, type RunningStack } from '../support/running-stack.ts';

const stateDir = makeStateDir();
let running: RunningStack;
let provider: Api;
let importer: Api;
let shareId: string;
let capability: string;
let withMailbox: readonly string[];
let withoutMailbox: string;

const path = (mailbox: string) => `/tenants/${importer.tenant.tenantId}/mailboxes/${mailbox}`;
const folders = async (mailbox: string) =>
  (await openMailbox(running.endpoints, importer.tenant.tenantId, mailbox)) ?? [];
const managed = async (mailbox: string, folder?: string): Promise<readonly RawContact[]> =>
  (await folders(mailbox))
    .filter(({ displayName }) => folder === undefined || displayName === folder)
    .flatMap(({ contacts }) => contacts)
    .filter((contact) => tagsOf(contact).length > 0);

const importInto = async (body: Record<string, unknown>) => {
  const created = await importer.expect(201, 'POST', '/v1/imports', { shareId: capability, ...body });
  const run = await runEnded(importer, created.body.id, created.body.activeRun);
  return { id: created.body.id as string, run };
};
const runNow = async (importId: string) => {
  const started = await importer.expect(202, 'POST', `/v1/imports/${importId}/runs`);
  return runEnded(importer, importId, started.body.id);
};
const edit = (mailbox: string, id: string, fields: Record<string, unknown>) =>
  act(running.endpoints, 'PATCH', `${path(mailbox)}/contacts/${encodeURIComponent(id)}`, fields);

beforeAll(async () => {
  running = await openStack(stateDir.path);
  provider = await signedIn(running.endpoints, 'mueller', 'Admin');
  importer = await signedIn(running.endpoints, 'nordwind', 'Admin');
  await onboard(provider);
  await onboard(importer);
  ({ shareId, capability } = await sharePeople(provider, 'Everyone'));
  const found = await Promise.all(
    importer.tenant.users.map(async ({ id }) => ({ id, has: (await folders(id)).length > 0 })),
  );
  withMailbox = found.filter(({ has }) => has).map(({ id }) => id);
  withoutMailbox = found.find(({ has }) => !has)?.id ?? '';
}, 60_000);

afterAll(async () => {
  await running?.close();
  stateDir.remove();
});

describe('what owners do in their mailboxes', () => {
  it('[I5] [I7] [I10] what they change of a managed contact is repaired in one run, what they add stays', async () => {
    const [mailbox = ''] = withMailbox;
    const { id, run } = await importInto({
      targets: { users: [mailbox] },
      folder: { kind: 'own', displayName: 'Drift' },
    });
    const [renamed, deleted, enriched] = await managed(mailbox, 'Drift');
    if (renamed === undefined || deleted === undefined || enriched === undefined)
      throw new Error('too few contacts');
    await edit(mailbox, renamed.id, { givenName: 'Mausi' });
    await act(running.endpoints, 'DELETE', `${path(mailbox)}/contacts/${encodeURIComponent(deleted.id)}`);
    const categories = [...(enriched.categories ?? []), 'Familie'];
    await edit(mailbox, enriched.id, { personalNotes: 'Schwager', nickName: 'Bär', categories });

    const repair = await runNow(id);
    expect(repair.totals).toMatchObject({ created: 1, updated: 1, deleted: 0, failed: 0 });
    const after = await managed(mailbox, 'Drift');
    expect(after).toHaveLength(run.contacts);
    const named = ({ displayName }: RawContact) => displayName;
    expect(after.find((contact) => contact.id === renamed.id)).toMatchObject({ displayName: named(renamed) });
    expect(after.map(named)).toContain(named(deleted));
    expect(after.find((contact) => contact.id === enriched.id)).toMatchObject({
      personalNotes: 'Schwager',
      nickName: 'Bär',
      categories,
    });
    expect((await runNow(id)).totals).toMatchObject({ created: 0, updated: 0, deleted: 0 });
  });

  it('[I5] a folder that an owner deleted is filled again', async () => {
    const [, mailbox = ''] = withMailbox;
    const { id, run } = await importInto({
      targets: { users: [mailbox] },
      folder: { kind: 'own', displayName: 'Gone' },
    });
    const folder = (await folders(mailbox)).find(({ displayName }) => displayName === 'Gone');
    await act(
      running.endpoints,
      'DELETE',
      `${path(mailbox)}/folders/${encodeURIComponent(folder?.id ?? '')}`,
    );
    expect((await runNow(id)).totals).toMatchObject({ created: run.contacts });
    expect(await managed(mailbox, 'Gone')).toHaveLength(run.contacts);
  });

  it('[I8] [I9] in the default folder only contacts with our mark are touched; deleting the import leaves the rest', async () => {
    const [, , mailbox = ''] = withMailbox;
    await act(running.endpoints, 'POST', `${path(mailbox)}/contacts`, {
      displayName: 'Zahnarzt',
      businessPhones: ['+49 30 23125-111'],
    });
    const before = (await folders(mailbox)).flatMap(({ contacts }) => contacts);
    const { id, run } = await importInto({ targets: { users: [mailbox] }, folder: { kind: 'default' } });
    expect(await managed(mailbox)).toHaveLength(run.contacts);
    const etag = (await importer.expect(200, 'GET', `/v1/imports/${id}`)).headers.get('etag') ?? '';
    await importer.expect(202, 'DELETE', `/v1/imports/${id}`, undefined, { 'if-match': etag });
    await until(
      async () => (await importer.call('GET', `/v1/imports/${id}`)).status,
      (status) => status === 404,
    );
    expect((await folders(mailbox)).flatMap(({ contacts }) => contacts)).toEqual(before);
  });
});

describe('targets', () => {
  it('[I1] [I4] one without a mailbox is recorded with the reason, the others are filled; one named twice is one', async () => {
    const [, , , mailbox = ''] = withMailbox;
    const nobody = '99999999-9999-4999-8999-999999999999';
    const users = [mailbox, mailbox.toUpperCase(), withoutMailbox, nobody];
    const { id, run } = await importInto({
      targets: { users },
      folder: { kind: 'own', displayName: 'Some' },
    });
    expect(run).toMatchObject({
      state: 'completed-with-errors',
      totals: { mailboxes: 3, mailboxesDone: 1, mailboxesFailed: 2, created: run.contacts },
    });
    const results = await importer.expect(200, 'GET', `/v1/imports/${id}/runs/${run.id}/mailboxes`);
    const reasons = results.body.value.map((each: { mailbox: string; reason?: string }) => [
      each.mailbox,
      each.reason,
    ]);
    expect(Object.fromEntries(reasons)).toEqual({
      [mailbox]: undefined,
      [withoutMailbox]: 'no-mailbox',
      [nobody]: 'user-not-found',
    });
  });

  it('[N1] [I4] the administrator is mailed about mailboxes that were left out', async () => {
    const tenant = await importer.expect(200, 'GET', '/v1/tenant');
    await importer.expect(
      200,
      'PATCH',
      '/v1/tenant',
      { notificationAddress: 'it@nordwind-logistik.example' },
      { 'if-match': tenant.headers.get('etag') ?? '' },
    );
    await importInto({
      targets: { users: [withoutMailbox] },
      folder: { kind: 'own', displayName: 'Nobody' },
    });
    const mails = await until(
      async () =>
        (await fetch(`${running.endpoints['mail']}/messages?to=it@nordwind-logistik.example`)).json(),
      (found) => JSON.stringify(found).includes('Postfächer'),
      20,
    );
    expect(JSON.stringify(mails)).toContain('Ein Import hat nicht alle Postfächer erreicht');
  });
});

describe('[I6] a share whose filter suddenly leaves nobody', () => {
  it('empties no mailbox before that is confirmed; a preview writes nothing and knows it', async () => {
    const [mailbox = ''] = withMailbox;
    const { id, run } = await importInto({
      targets: { users: [mailbox] },
      folder: { kind: 'own', displayName: 'Gate' },
    });
    const own = `/v1/imports/${id}`;
    const before = await folders(mailbox);
    const gate = async () => (await importer.expect(200, 'GET', own)).body.gate;
    const share = await provider.expect(200, 'GET', `/v1/shares/${shareId}`);
    await provider.expect(
      200,
      'PATCH',
      `/v1/shares/${shareId}`,
      { selection: { everyone: true, filters: { departments: ['Nirgendwo'] } } },
      { 'if-match': share.headers.get('etag') ?? '' },
    );

    const asked = await importer.expect(202, 'POST', `${own}/previews`);
    const heldBack = { kind: 'contacts', deletions: run.contacts, of: run.contacts, mailboxes: 1 };
    expect(await runEnded(importer, id, asked.body.id)).toMatchObject({
      trigger: 'preview',
      heldBack: [heldBack],
      totals: { deleted: 0 },
    });
    expect(await gate()).toBeUndefined();

    const stopped = await runNow(id);
    expect(stopped).toMatchObject({ state: 'completed-with-errors', heldBack: [heldBack] });
    expect(await gate()).toMatchObject({ ...heldBack, runId: stopped.id });
    expect(await folders(mailbox)).toEqual(before);

    const told = { runId: stopped.id, deletions: run.contacts };
    const other = { ...told, deletions: run.contacts - 1 };
    const refused = await importer.expect(409, 'POST', `${own}/confirmations`, other);
    expect(refused.body.reason).toBe('other-figures');
    const confirmed = await importer.expect(202, 'POST', `${own}/confirmations`, told);
    expect(await runEnded(importer, id, confirmed.body.id)).toMatchObject({
      trigger: 'confirmed',
      state: 'completed',
      totals: { deleted: run.contacts },
    });
    expect(await managed(mailbox, 'Gate')).toEqual([]);
    expect(await gate()).toBeUndefined();
  });
});
