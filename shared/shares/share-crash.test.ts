import { describe, expect, it } from 'vitest';
import { makeCrashPoints } from '../../tests/support/crash-points.ts';
import { always, makeShareBench, unusable } from '../../tests/support/share-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';

type Bench = ReturnType<typeof makeShareBench>;
type Prepared = { readonly bench: Bench; readonly id: string; readonly capability: string };

/** Dies at each call of a writing port in turn, before and after it; answers how many points there were. */
const atEveryPoint = async (
  prepare: (bench: Bench) => Promise<Prepared>,
  act: (prepared: Prepared) => Promise<unknown>,
  check: (prepared: Prepared) => Promise<void>,
): Promise<number> => {
  for (let at = 1; ; at++) {
    for (const when of ['before', 'after'] as const) {
      const crash = makeCrashPoints();
      const bench = makeShareBench({ wrap: (port) => crash.wrap(port) });
      await bench.have();
      const prepared = await prepare(bench);
      crash.arm(at, when);
      await act(prepared).catch(() => undefined);
      const died = crash.died();
      crash.revive();
      if (!died) return at - 1;
      await check(prepared);
    }
  }
};

const withShare = async (bench: Bench) => ({ bench, ...(await bench.share()) });
const withSnapshot = async (bench: Bench) => {
  const prepared = await withShare(bench);
  const grant = succeeded(await bench.shared.redeem(bench.partner, prepared.capability));
  succeeded(await bench.shared.takeSnapshot(bench.partner, grant));
  return prepared;
};

describe('[H3] a process that dies between any two writes', () => {
  it('of a creation leaves a share or none; repeated under the same key there is one, and its capability works', async () => {
    const create = ({ bench, id }: Prepared) =>
      bench.createShare({ ...bench.ctx, commandId: id }, bench.newShare());
    const points = await atEveryPoint(
      async (bench) => ({ bench, id: bench.random.id(), capability: '' }),
      create,
      async (prepared) => {
        const { bench, id } = prepared;
        const left = await bench.stored(id);
        if (left !== undefined) expect(bench.hashes.get(left.capabilityHash)).toMatchObject({ shareId: id });
        const made = succeeded(await create(prepared));
        expect(made.share.value.id).toBe(id);
        const all = await bench.shares.list(bench.ctx, { limit: 10 });
        expect(all.items.map(({ value }) => value.id)).toEqual([id]);
        expect(await bench.shared.redeem(bench.partner, made.capability)).toMatchObject({ ok: true });
      },
    );
    expect(points).toBe(2);
  });

  it('of a rotation leaves the former capability or the new one in force, never both; repeated it is done', async () => {
    const rotate = ({ bench, id }: Prepared) =>
      bench.rotateShare(bench.ctx, id, { endImports: false, allowed: always });
    const points = await atEveryPoint(withShare, rotate, async (prepared) => {
      const { bench, id, capability } = prepared;
      const left = await bench.stored(id);
      expect(bench.hashes.get(left?.capabilityHash ?? '')).toMatchObject({ generation: left?.generation });
      const former = await bench.shared.redeem(bench.partner, capability);
      if (left?.generation === 1) expect(former).toMatchObject({ ok: true });
      else expect(former).toEqual(unusable('unknown'));
      const fresh = succeeded(await rotate(prepared));
      expect(await bench.shared.redeem(bench.partner, capability)).toEqual(unusable('unknown'));
      expect(await bench.shared.redeem(bench.partner, fresh.capability)).toMatchObject({ ok: true });
    });
    expect(points).toBe(3);
  });

  it('of a revocation leaves it active or revoked; repeated it is revoked', async () => {
    const revoke = ({ bench, id }: Prepared) => bench.revokeShare(bench.ctx, id, always);
    const points = await atEveryPoint(withShare, revoke, async (prepared) => {
      const { bench, id, capability } = prepared;
      const state = (await bench.stored(id))?.state;
      const found = await bench.shared.redeem(bench.partner, capability);
      expect(found).toMatchObject(state === 'active' ? { ok: true } : unusable('revoked'));
      succeeded(await revoke(prepared));
      expect(await bench.shared.redeem(bench.partner, capability)).toEqual(unusable('revoked'));
    });
    expect(points).toBe(1);
  });

  it('of a deletion leaves no copy of anybody without its share; repeated both are gone', async () => {
    const remove = ({ bench, id }: Prepared) => bench.deleteShare(bench.ctx, id, always);
    const points = await atEveryPoint(withSnapshot, remove, async (prepared) => {
      const { bench, id, capability } = prepared;
      const left = await bench.stored(id);
      const copies = () => bench.snapshots.newest(bench.ctx, prepared.id as never);
      if (left === undefined) expect(await copies()).toBeUndefined();
      else {
        const redeemed = await bench.shared.redeem(bench.partner, capability);
        expect(redeemed).toMatchObject(left.state === 'active' ? { ok: true } : unusable('revoked'));
      }
      expect((await remove(prepared)).ok).toBe(left !== undefined);
      expect(await copies()).toBeUndefined();
      expect(await bench.shared.redeem(bench.partner, capability)).toEqual(unusable('unknown'));
    });
    expect(points).toBe(4);
  });
});
