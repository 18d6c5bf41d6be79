import { makeAllSources } from './all-sources.ts';
import { type Endpoints, signedIn } from './api.ts';
import { onboard } from './onboard.ts';
import { runEnded, sharePeople } from './share-people.ts';

/**
 * What a newcomer finds after the first start: two companies that have consented, the people of the one shared with the
 * other, the other's mailboxes filled, and a source of every kind that no share has yet. Everything goes through the API, as a
 * customer would do it.
 */
export const playOpeningScene = async (endpoints: Endpoints, say: (line: string) => void): Promise<void> => {
  if (new URL(endpoints['entra'] ?? 'https://elsewhere').hostname !== '127.0.0.1') return;
  const provider = await signedIn(endpoints, 'mueller', 'Admin');
  const importer = await signedIn(endpoints, 'nordwind', 'Admin');
  await onboard(provider);
  await onboard(importer);
  const imports = await importer.expect(200, 'GET', '/v1/imports');
  if (imports.body.value.length > 0) return;

  say('\nFirst start: Müller Maschinenbau AG shares its people, Nordwind Logistik GmbH imports them …');
  const { capability } = await sharePeople(provider, 'Müller Maschinenbau');
  const created = await importer.expect(201, 'POST', '/v1/imports', {
    shareId: capability,
    targets: { users: importer.tenant.users.map((user) => user.id) },
  });
  const { sources, noDirectory } = await makeAllSources(endpoints, provider);
  say(
    `… ${sources.length} sources, one of each kind, are read: ${sources.map(({ kind }) => kind).join(', ')}.`,
  );
  if (noDirectory !== undefined) say(`… but active-directory: ${noDirectory}`);
  const run = await runEnded(importer, created.body.id, created.body.activeRun);
  const { mailboxes, mailboxesFailed, created: contacts } = run.totals;
  say(
    `… done: ${contacts} contacts in ${mailboxes - mailboxesFailed} mailboxes` +
      (mailboxesFailed > 0 ? `; ${mailboxesFailed} users have no mailbox, as the run says.` : '.'),
  );
};
