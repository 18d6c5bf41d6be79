import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAllSources, type SceneSource } from '../../local/scene/all-sources.ts';
import { signedIn, until } from '../../local/scene/api.ts';
import { numbersOf } from '../../local/scene/calls.ts';
import { act } from '../../local/scene/mailboxes.ts';
import { readWholePreview } from '../../local/scene/share-figures.ts';
import { runEnded } from '../../local/scene/share-people.ts';
import { tellSources } from '../../local/scene/sources-story.ts';
import type { SourceKind } from '../../shared/sources/source-settings.ts';
import { makeStateDir, openStack, type RunningStack } from '../support/running-stack.ts';

/** With the real readers and everything that they meet, where canaries.test.ts has doubles. */
const stateDir = makeStateDir();
let running: RunningStack;
beforeAll(async () => {
  running = await openStack(stateDir.path, { SWITCHBOARD_TRACE_CONSOLE: 'true' }, { directory: true });
}, 60_000);
afterAll(async () => {
  await running?.close().catch(() => {});
  stateDir.remove();
});

/** What of ours rests: the tables of both regions, messages with dead letters, the log. Emulated mailboxes, vault and mails are others'. */
const ours = ['tables/__azurite_db_table__.json', 'service-bus.sqlite', 'app.log'];

/** Their reads go on at the administrator's consent. */
const readByUs = new Set<SourceKind>(['entra-id', 'exchange-online']);
/** Whose contacts are the telephone list. */
const listMailbox = '1a000000-0000-4000-8000-000000000017';

const emulator = async (url: string | undefined, method: string, path: string, body?: object) => {
  const answer = await fetch(`${url}/_emulator${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
};

it('[T5] on a running stack nothing of the people of all kinds of sources is in tables, messages, traces or the log', async () => {
  const { endpoints, stack } = running;
  await tellSources(endpoints, () => {});
  const provider = await signedIn(endpoints, 'mueller', 'Admin');
  const importer = await signedIn(endpoints, 'nordwind', 'Admin');
  const { sources } = await makeAllSources(endpoints, provider);
  const share = await provider.expect(201, 'POST', '/v1/shares', {
    displayName: 'Alle',
    sources: sources.map(({ id }) => ({ sourceId: id })),
    selection: { everyone: true },
    fields: { homePhones: true },
  });
  const { value } = await readWholePreview(provider, share.body.id);
  const created = await importer.expect(201, 'POST', '/v1/imports', {
    shareId: share.body.shareId,
    targets: { users: importer.tenant.users.slice(10, 12).map(({ id }) => id) },
  });
  const run = await runEnded(importer, created.body.id, created.body.activeRun);
  expect(run.totals.created).toBeGreaterThan(200);

  // Now with what ends a read at once: no right, no server, no mailbox, no sign-in; and a run whose connections break.
  const members = `/organisations/mueller-maschinenbau.crm4.dynamics.com/members/${endpoints['clientId']}`;
  await emulator(endpoints['dynamics'], 'DELETE', members);
  if (stack.directory !== undefined && 'stop' in stack.directory) await stack.directory.stop();
  await act(endpoints, 'PUT', `/tenants/${provider.tenant.tenantId}/mailboxes/${listMailbox}/closed`);
  await emulator(endpoints['entra'], 'POST', '/refresh-tokens/revoke', { userId: provider.user.id });
  await act(endpoints, 'POST', '/faults', {
    effect: { kind: 'reset', when: 'after' },
    match: { path: 'contacts' },
    count: 2,
  });
  const failing = sources.filter(({ kind }) => kind !== 'company-list' && !readByUs.has(kind));
  for (const { id } of failing) {
    await provider.call('POST', `/v1/sources/${id}/refresh?mode=full`);
    await provider.call('POST', `/v1/sources/${id}/test`);
  }
  await until(
    async () => (await provider.expect(200, 'GET', '/v1/sources')).body.value,
    (now: readonly SceneSource[]) =>
      failing.every(({ id }) => now.find((each) => each.id === id)?.lastError !== undefined),
    45,
  );
  await running.close();

  const words = value.flatMap(({ card }) => [
    card.displayName ?? '',
    ...(card.emailAddresses ?? []).map(({ address }) => address),
    ...numbersOf(card).map((number) => number.slice(1)),
  ]);
  expect(words.length).toBeGreaterThan(500);
  for (const place of ours) {
    const text = readFileSync(join(stateDir.path, place), 'utf8');
    // It is the right file, and all has been written to it.
    expect(text).toContain(provider.tenant.tenantId);
    // The log holds the spans too, calls to services among them.
    if (place.endsWith('.log')) expect(text).toContain('"span":"GET /users/{id}');
    const found = words.filter((word) => text.includes(word) || text.includes(inBase64(word)));
    expect([place, found]).toEqual([place, []]);
  }
}, 180_000);

/** The part that does not depend on what stands before or behind, where a value begins with it. */
const inBase64 = (word: string): string =>
  Buffer.from(word)
    .toString('base64')
    .slice(0, Math.floor(Buffer.byteLength(word) / 3) * 4);
