import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeInterleaving } from '../../tests/support/interleaving.ts';
import { contact } from '../../tests/support/people.ts';
import { always, makeShareBench } from '../../tests/support/share-fixtures.ts';
import { sourceId, sourceOf } from '../../tests/support/source-fixtures.ts';
import { asId, type SourceId } from '../kernel/ids.ts';
import { makeDeleteSource } from '../sources/delete-source.ts';
import { makeTakeLease } from '../sources/source-lease.ts';
import { makeChangeShare } from './change-share.ts';
import { makeCreateShare } from './create-share.ts';
import { makeDeleteShare, makeRevokeShare } from './end-share.ts';
import { makeRotateShare } from './rotate-share.ts';
import type { Grant } from './share.ts';
import { makeSharedContacts } from './shared-contacts.ts';
import { makeSharesOf } from './shares-of.ts';

const sourceIds = [sourceId, asId<SourceId>('5f0c0000-0000-4000-8000-000000000002')];
const named = fc.subarray(sourceIds, { minLength: 1 });
/** Which of the shares or sources there are, counted from the first. */
const which = fc.nat(1);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), named }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('change' as const), which, named }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rotate' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete-source' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('read-source' as const), which }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('run' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end-import' as const), which }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const open = async (schedule: fc.Scheduler) => {
  const bench = makeShareBench();
  const { ctx, partner } = bench;
  const around = makeInterleaving(schedule);
  await bench.have();
  await bench.offer([contact('anna'), contact('bernd')]);
  const second = sourceOf({ id: sourceIds[1] ?? sourceId, state: 'ready' });
  await bench.commit(ctx, [bench.sources.inserted(ctx, second)]);
  const deps = {
    ...bench,
    shares: around(bench.shares),
    sources: around(bench.sources),
    uses: around(bench.uses),
    lookup: around(bench.lookup),
    snapshots: around(bench.snapshots),
    commit: around(bench.commit),
  };
  const shared = makeSharedContacts(deps);
  const takeLease = makeTakeLease(deps);
  const deleteSource = makeDeleteSource({ ...deps, use: { sharesOf: makeSharesOf(deps) } });
  const [create, change, rotate] = [makeCreateShare(deps), makeChangeShare(deps), makeRotateShare(deps)];
  const [revoke, remove] = [makeRevokeShare(deps), makeDeleteShare(deps)];
  const revoked = new Set<string>();
  const ids: string[] = [];
  const grantOf = (shareId: string): Grant => ({
    providerTenantId: ctx.tenantId,
    shareId: asId(shareId),
    generation: 9,
  });
  const idOf = (n: number) => ids.at(-1 - n) ?? 'none';

  const take = async (each: Step): Promise<unknown> => {
    switch (each.kind) {
      case 'create': {
        const sources = each.named.map((id) => ({ sourceId: id }));
        const made = await create(ctx, bench.newShare({ sources }));
        return made.ok && ids.push(made.value.share.value.id);
      }
      case 'change':
        return change(ctx, idOf(each.which), always, { sources: each.named.map((id) => ({ sourceId: id })) });
      case 'rotate':
        return rotate(ctx, idOf(each.which), { endImports: false, allowed: always });
      case 'revoke':
        revoked.add(idOf(each.which));
        return revoke(ctx, idOf(each.which), always);
      case 'delete':
        return remove(ctx, idOf(each.which), always);
      case 'delete-source':
        return deleteSource(ctx, sourceIds[each.which] ?? sourceId, always);
      case 'read-source': {
        const lease = await takeLease(ctx, sourceIds[each.which] ?? sourceId);
        return lease.ok && lease.value.end({ state: 'ready' }).catch(() => undefined);
      }
      case 'run': {
        const grant = grantOf(idOf(each.which));
        if (!(await shared.takeSnapshot(partner, grant)).ok) return undefined;
        return shared.reportUse(partner, grant, { importId: 'i', importerName: 'Schmidt', mailboxes: 1 });
      }
      case 'end-import': {
        const use = { importId: 'i', importerName: '', mailboxes: 0, ended: true } as const;
        return shared.reportUse(partner, grantOf(idOf(each.which)), use);
      }
    }
  };

  const atRest = async () => {
    const found = new Map<string, string>();
    for await (const { value } of bench.shares.all(ctx)) {
      found.set(value.id, value.capabilityHash);
      for (const { sourceId: id } of value.sources) expect(await bench.sources.get(ctx, id)).toBeDefined();
    }
    expect([...bench.hashes.keys()].sort()).toEqual([...found.values()].sort());
    for (const [id, hash] of found) expect(bench.hashes.get(hash)?.shareId).toBe(id);
    for (const key of bench.copies.keys()) expect([...found.keys()]).toContain(key.split('|')[1]);
    // What was revoked may be deleted under those who import it.
    for await (const { value } of bench.uses.all(ctx)) {
      expect(found.has(value.shareId) || revoked.has(value.shareId), 'a use has its share').toBe(true);
    }
  };
  return { take, atRest };
};

it('[H1][H3][T5] whatever interleaves, no share is without its sources or its capability, and no copy or use without its share', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (schedule, rounds) => {
        const { take, atRest } = await open(schedule);
        await schedule.waitFor(take({ kind: 'create', named: [sourceId] }));
        for (const round of rounds) {
          await schedule.waitFor(Promise.all(round.map(take)));
          await atRest();
        }
      },
    ),
    { numRuns: 150 },
  );
});
