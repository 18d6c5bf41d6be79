import { makeAllSources } from './all-sources.ts';
import { type Api, type Endpoints, signedIn, until } from './api.ts';
import { calls, shownNames } from './calls.ts';
import { openMailbox } from './mailboxes.ts';
import { onboard } from './onboard.ts';
import { showPeople } from './provenance-words.ts';
import { readQuality, readWholePreview } from './share-figures.ts';
import { runEnded } from './share-people.ts';
import { asKept, assertSourcesStory, type SourcesResult } from './sources-claims.ts';

const mostMailboxes = 10;

/** One share of all kinds of sources, told to a person, from the sources to what phones show. */
export const tellSources = async (
  endpoints: Endpoints,
  say: (line: string) => void,
): Promise<SourcesResult> => {
  const provider = await signedIn(endpoints, 'mueller', 'Admin');
  const importer = await signedIn(endpoints, 'nordwind', 'Admin');
  await onboard(provider);
  await onboard(importer);

  say(`\n1  ${provider.tenant.displayName} keeps people in many places; each becomes a source.`);
  const { sources, noDirectory } = await makeAllSources(endpoints, provider);
  const qualities = await Promise.all(sources.map(({ id }) => readQuality(provider, id)));
  for (const [n, { kind, displayName }] of sources.entries()) {
    const { people = 0, withoutNumber = 0, unusable = 0 } = qualities[n] ?? {};
    say(
      `   ${kind.padEnd(16)} ${String(people).padStart(4)} entries, ${String(withoutNumber).padStart(3)} without a number, ` +
        `${String(unusable).padStart(2)} numbers unusable   (${displayName})`,
    );
  }
  if (noDirectory !== undefined) say(`   active-directory ${noDirectory}`);

  say('\n2  One share of all of them: whom several know is one contact, the first source is believed.');
  const name = `Alle ${Math.random().toString(36).slice(2, 8)}`;
  const share = (
    await provider.expect(201, 'POST', '/v1/shares', {
      displayName: name,
      sources: sources.map(({ id }) => ({ sourceId: id })),
      selection: { everyone: true },
    })
  ).body;
  const preview = await readWholePreview(provider, share.id);
  const conflicts = preview.value.reduce((sum, contact) => sum + contact.conflicts.length, 0);
  say(
    `   ${preview.count} contacts; ${preview.merged} of them are in several sources, which contradict each other in ` +
      `${conflicts} fields of ${preview.conflicts} contacts. For example:`,
  );
  for (const line of showPeople(preview.value, sources)) say(`   ${line}`);

  const mailboxes = await mailboxesOf(endpoints, importer);
  say(`\n3  ${importer.tenant.displayName} imports it into ${mailboxes.length} mailboxes.`);
  const created = await importer.expect(201, 'POST', '/v1/imports', {
    shareId: share.shareId,
    targets: { users: mailboxes },
    folder: { kind: 'own', displayName: name },
  });
  const run = await runEnded(importer, created.body.id, created.body.activeRun);
  if (run.state !== 'completed') throw new Error(`the run ended ${run.state}: ${JSON.stringify(run)}`);
  const folders = await Promise.all(
    mailboxes.map(async (id) => {
      const kept = await openMailbox(endpoints, importer.tenant.tenantId, id);
      return kept?.find(({ displayName }) => displayName === name)?.contacts ?? [];
    }),
  );
  const wanted = asKept(preview.value.map(({ card }) => card));
  const equalToShare = folders.every((contacts) => asKept(contacts) === wanted);
  say(`   ${run.totals.created} contacts written; all equal to the share: ${equalToShare ? 'yes' : 'NO'}.`);

  say('\n4  The phone rings:');
  const rung = calls.filter(({ kind }) => sources.some((source) => source.kind === kind));
  const heard = rung.map((call) => {
    const shown = [...new Set(folders.map((contacts) => shownNames(contacts, call.number).join(' or ')))];
    return { ...call, shown: shown.join(' / ') };
  });
  for (const { number, shown, kind } of heard) say(`   ${number.padEnd(14)} ${shown}   (${kind})`);

  await cleanUp(importer, created.body.id, provider, share.id);
  const result: SourcesResult = {
    sources: Object.fromEntries(sources.map(({ kind }, n) => [kind, qualities[n]?.people ?? 0])),
    ldap: noDirectory === undefined ? 'slapd' : 'needs slapd',
    contacts: preview.count,
    merged: preview.merged,
    conflicts,
    conflictingContacts: preview.conflicts,
    unusableNumbers: qualities.reduce((sum, { unusable }) => sum + unusable, 0),
    withoutNumber: qualities.reduce((sum, { withoutNumber }) => sum + withoutNumber, 0),
    mailboxes: mailboxes.length,
    created: run.totals.created,
    equalToShare,
    calls: heard,
  };
  assertSourcesStory(result);
  return result;
};

const mailboxesOf = async (endpoints: Endpoints, { tenant }: Api): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { id } of tenant.users) {
    if (found.length < mostMailboxes && (await openMailbox(endpoints, tenant.tenantId, id)) !== undefined) {
      found.push(id);
    }
  }
  return found;
};

/** The sources stay: others may use them. */
const cleanUp = async (importer: Api, importId: string, provider: Api, shareId: string): Promise<void> => {
  const any = { 'if-match': '*' };
  await importer.expect(202, 'DELETE', `/v1/imports/${importId}`, undefined, any);
  await until(
    async () => (await importer.call('GET', `/v1/imports/${importId}`)).status,
    (status) => status === 404,
  );
  await provider.expect(200, 'POST', `/v1/shares/${shareId}/revoke`);
  await provider.expect(204, 'DELETE', `/v1/shares/${shareId}`, undefined, any);
};
