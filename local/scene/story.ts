import { type Endpoints, signedIn, until } from './api.ts';
import { type Figures, readFigures, resetCounters } from './figures.ts';
import { act, duplicatesIn, openMailbox, ownContacts, type RawFolder } from './mailboxes.ts';
import { onboard } from './onboard.ts';
import { runEnded, sharePeople } from './share-people.ts';
import { assertStory, type StoryResult } from './story-claims.ts';

const cost = (name: string, run: Figures): string =>
  `  ${name}: ${run.created} created, ${run.updated} updated, ${run.deleted} deleted; ` +
  `${run.graphRequests} Graph requests (least possible ${run.minimumRequests}) in ${run.graphHttpCalls} HTTP calls ` +
  `(${run.minimumHttpCalls}), ${run.tableOperations} table operations, ${run.messages} messages`;

/** The main job from end to end, told to a person; the figures are counted at the emulators. */
export const tellStory = async (endpoints: Endpoints, say: (line: string) => void): Promise<StoryResult> => {
  const provider = await signedIn(endpoints, 'mueller', 'Admin');
  const importer = await signedIn(endpoints, 'nordwind', 'Admin');
  const { tenantId } = importer.tenant;
  say(
    `\n1  ${provider.tenant.displayName} and ${importer.tenant.displayName} consent to Switchboard in Entra ID.`,
  );
  await onboard(provider);
  await onboard(importer);

  say('2  Müller reads its people and offers everyone with a number as a share.');
  const name = `Demo ${Math.random().toString(36).slice(2, 8)}`;
  const scene = await sharePeople(provider, name);
  const source = (await provider.expect(200, 'GET', `/v1/sources/${scene.sourceId}`)).body;
  const preview = (await provider.expect(200, 'GET', `/v1/shares/${scene.shareId}/preview`)).body;
  say(
    `   ${source.lastRefresh.contacts} people read, ${source.lastRefresh.unusableNumbers} numbers unusable; the share has ${preview.count} contacts.`,
  );
  say(`   What Nordwind is sent: ${scene.capability.slice(0, 12)}… (shown once)`);

  const mailboxes = new Map<string, readonly RawFolder[]>();
  const look = async () => {
    for (const { id } of importer.tenant.users) {
      const folders = await openMailbox(endpoints, tenantId, id);
      if (folders !== undefined) mailboxes.set(id, folders);
    }
  };
  await look();
  const before = new Map([...mailboxes].map(([id, folders]) => [id, ownContacts(folders)]));

  say(`\n3  Nordwind imports it into ${mailboxes.size} mailboxes.`);
  await resetCounters(endpoints);
  const created = await importer.expect(201, 'POST', '/v1/imports', {
    shareId: scene.capability,
    targets: { users: [...mailboxes.keys()] },
    folder: { kind: 'own', displayName: name },
  });
  const importId: string = created.body.id;
  const first = await runEnded(importer, importId, created.body.activeRun);
  if (first.state !== 'completed')
    throw new Error(`the first run ended ${first.state}: ${JSON.stringify(first)}`);
  const contacts: number = first.contacts;
  const firstRun = await readFigures(
    endpoints,
    first.totals,
    (photos) => mailboxes.size * (1 + contacts) + photos,
  );
  say(cost('first run', firstRun));

  const runNow = async (minimum: () => number): Promise<Figures> => {
    await resetCounters(endpoints);
    const started = await importer.expect(202, 'POST', `/v1/imports/${importId}/runs`);
    const run = await runEnded(importer, importId, started.body.id);
    if (run.state !== 'completed') throw new Error(`a run ended ${run.state}: ${JSON.stringify(run)}`);
    return readFigures(endpoints, run.totals, minimum);
  };

  say('\n4  Again, without any change: nothing is written, each mailbox is asked once what its owner did.');
  const secondRun = await runNow(() => mailboxes.size);
  say(cost('second run', secondRun));

  say(
    '\n5  At Müller one person gets a new number, one leaves, one joins; an owner adds a note to a contact.',
  );
  const people = `/tenants/${provider.tenant.tenantId}/users`;
  const [changed, left] = preview.value.slice(10, 12).map(({ key }: { key: string }) => key.split('/')[1]);
  const note = await addNote(endpoints, tenantId, mailboxes, name);
  await act(endpoints, 'PATCH', `${people}/${changed}`, { businessPhones: ['+49 89 99998-777'] });
  await act(endpoints, 'PATCH', `${people}/${left}`, { accountEnabled: false });
  const joined = newcomer(provider.tenant.domain);
  await act(endpoints, 'POST', people, joined);
  const refreshed = Date.parse(source.lastRefresh.finishedAt);
  await provider.expect(202, 'POST', `/v1/sources/${scene.sourceId}/refresh`);
  await until(
    async () => (await provider.expect(200, 'GET', `/v1/sources/${scene.sourceId}`)).body,
    (now) => now.state === 'ready' && Date.parse(now.lastRefresh.finishedAt) > refreshed,
  );
  const changedRun = await runNow(() => mailboxes.size * (3 + 1));
  say(cost('changed run', changedRun));

  say('\n6  A day goes by (the clock is moved), the timer finds the import due.');
  const nextDay = await dayPasses(endpoints, importer, importId);
  say(`  next day's run: ${nextDay.created} created, ${nextDay.updated} updated, ${nextDay.deleted} deleted`);

  await look();
  const duplicates = [...mailboxes.values()].reduce((sum, folders) => sum + duplicatesIn(folders), 0);
  const ownContactsUntouched =
    [...mailboxes].every(([id, folders]) => before.get(id) === ownContacts(folders)) &&
    (await noteOf(endpoints, tenantId, note)) === note.text;
  const now = (await provider.expect(200, 'GET', `/v1/shares/${scene.shareId}/preview?limit=200`)).body;
  const names = namesIn(now.value.map(({ card }: { card: { displayName: string } }) => card));
  const equalToShare = [...mailboxes.values()].every(
    (folders) => namesIn(folders.find((folder) => folder.displayName === name)?.contacts ?? []) === names,
  );
  say(
    `\n7  In all ${mailboxes.size} mailboxes: equal to the share: ${equalToShare ? 'yes' : 'NO'}, duplicates: ${duplicates}, `,
  );
  say(`   the owners' own contacts and notes untouched: ${ownContactsUntouched ? 'yes' : 'NO'}.`);

  say('\n8  Nordwind deletes the import: what it had made goes, the rest stays.');
  await cleanUp();

  const result = {
    mailboxes: mailboxes.size,
    contacts,
    firstRun,
    secondRun,
    changedRun,
    nextDay,
    ownContactsUntouched,
    duplicates,
    equalToShare,
  };
  assertStory(result);
  return result;

  async function cleanUp(): Promise<void> {
    const etag = (await importer.expect(200, 'GET', `/v1/imports/${importId}`)).headers.get('etag') ?? '';
    await importer.expect(202, 'DELETE', `/v1/imports/${importId}`, undefined, { 'if-match': etag });
    await until(
      async () => (await importer.call('GET', `/v1/imports/${importId}`)).status,
      (status) => status === 404,
    );
    await look();
    const left2 = [...mailboxes.values()].flat().filter((folder) => folder.displayName === name).length;
    if (left2 > 0) throw new Error(`${left2} folders of the deleted import are left`);
    await act(endpoints, 'PATCH', `${people}/${left}`, { accountEnabled: true });
    await act(endpoints, 'DELETE', `${people}/${joined.id}`);
    const share = await provider.expect(200, 'POST', `/v1/shares/${scene.shareId}/revoke`);
    const revoked = share.headers.get('etag') ?? '';
    await provider.expect(204, 'DELETE', `/v1/shares/${scene.shareId}`, undefined, { 'if-match': revoked });
  }
};

const namesIn = (contacts: readonly { readonly displayName?: string }[]): string =>
  contacts
    .map(({ displayName }) => displayName ?? '')
    .sort()
    .join('\n');

const newcomer = (domain: string) => ({
  id: crypto.randomUUID(),
  userPrincipalName: `neu.hier@${domain}`,
  mail: `neu.hier@${domain}`,
  displayName: 'Neu Hier',
  givenName: 'Neu',
  surname: 'Hier',
  department: 'Vertrieb',
  businessPhones: ['+49 89 99998-778'],
  accountEnabled: true,
});

interface Note {
  readonly mailbox: string;
  readonly contactId: string;
  readonly text: string;
}

const addNote = async (
  endpoints: Endpoints,
  tenantId: string,
  mailboxes: ReadonlyMap<string, unknown>,
  folderName: string,
): Promise<Note> => {
  const mailbox = [...mailboxes.keys()][0] ?? '';
  const folders = await openMailbox(endpoints, tenantId, mailbox);
  const contactId = folders?.find((folder) => folder.displayName === folderName)?.contacts[0]?.id ?? '';
  const text = 'mag Kaffee ohne Zucker';
  const path = `/tenants/${tenantId}/mailboxes/${mailbox}/contacts/${encodeURIComponent(contactId)}`;
  await act(endpoints, 'PATCH', path, { personalNotes: text });
  return { mailbox, contactId, text };
};

const noteOf = async (
  endpoints: Endpoints,
  tenantId: string,
  note: Note,
): Promise<string | null | undefined> =>
  (await openMailbox(endpoints, tenantId, note.mailbox))
    ?.flatMap((folder) => folder.contacts)
    .find(({ id }) => id === note.contactId)?.personalNotes;

const dayPasses = async (
  endpoints: Endpoints,
  importer: Awaited<ReturnType<typeof signedIn>>,
  importId: string,
) => {
  const runs = `/v1/imports/${importId}/runs?limit=1`;
  const newest = async () => (await importer.expect(200, 'GET', runs)).body.value[0];
  const before = (await newest()).id;
  await fetch(`${endpoints['control']}/clock`, {
    method: 'POST',
    body: JSON.stringify({ seconds: 24 * 3600 }),
  });
  await fetch(`${endpoints['control']}/timers/due-imports`, { method: 'POST' });
  const run = await until(
    newest,
    ({ id, state }) => id !== before && state !== 'queued' && state !== 'running',
  );
  if (run.trigger !== 'schedule' || run.state !== 'completed') {
    throw new Error(`the next day's run was ${run.trigger}, ${run.state}: ${JSON.stringify(run)}`);
  }
  const { created, updated, deleted } = run.totals;
  return { created, updated, deleted };
};
