import { describe, expect, it } from 'vitest';
import {
  always,
  daysAfter,
  makeShareBench,
  selecting,
  unusable,
} from '../../tests/support/share-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { toIso } from '../kernel/clock.ts';
import { makeSharesOf } from './shares-of.ts';

const open = async () => {
  const bench = makeShareBench();
  await bench.have();
  const imported = async (capability: string, importId = 'i1') => {
    const grant = succeeded(await bench.shared.redeem(bench.partner, capability));
    const report = { importId, importerName: 'Partner GmbH', mailboxes: 8 };
    await bench.shared.reportUse(bench.partner, grant, report);
    return { grant, report };
  };
  return { ...bench, imported };
};
const guid = (n: number) => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`;
const never = () => false;

describe('[H1] a share is created', () => {
  it('with its rules kept, active, and only the hash of its capability', async () => {
    const { share, stored, newShare, clock } = await open();
    const { id, capability } = await share({ note: 'von Müller', selection: selecting() });
    const kept = await stored(id);
    expect(kept).toEqual({
      ...newShare({ note: 'von Müller' }),
      id,
      state: 'active',
      generation: 1,
      oldestGeneration: 1,
      capabilityHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      createdAt: toIso(clock.now()),
      changedAt: toIso(clock.now()),
    });
    expect(JSON.stringify(kept)).not.toContain(capability.slice(3));
  });

  it.each([
    [
      'of a source that there is not',
      { sources: [{ sourceId: guid(9) }] },
      '/sources/0/sourceId',
      'unknown-source',
    ],
    ['of nobody', { selection: selecting({ everyone: false }) }, '/selection', 'at-least-one'],
    [
      'of everyone and somebody',
      { selection: selecting({ users: [guid(1)] }) },
      '/selection/everyone',
      'everyone-or-some',
    ],
    ['that has ended', { expiresAt: '2026-03-01T08:00:00.000Z' }, '/expiresAt', 'in-the-past'],
  ] as const)('but not %s', async (_, fields, pointer, rule) => {
    const { createShare, newShare, ctx, hashes } = await open();
    expect(await createShare(ctx, newShare(fields))).toMatchObject({
      ok: false,
      error: { type: 'invalid', errors: [{ pointer, rule }] },
    });
    expect(hashes.size).toBe(0);
  });
});

it('[H1] a creation that is repeated answers the share that it made, though it has expired since', async () => {
  const { createShare, newShare, ctx, advance, clock } = await open();
  const again = { ...ctx, commandId: guid(3) };
  const wish = newShare({ expiresAt: daysAfter(toIso(clock.now()), 1) });
  const first = succeeded(await createShare(again, wish));
  advance(2 * 24 * 3_600_000);
  const { share } = succeeded(await createShare(again, wish));
  expect(share.value.id).toBe(first.share.value.id);
});

describe('[H1] a share is changed', () => {
  it('in what is named; null takes away, what is not named stays', async () => {
    const { share, changeShare, stored, ctx, advance, clock } = await open();
    const { id } = await share({ note: 'alt', allowedTenants: [guid(1)] });
    const before = await stored(id);
    advance(1000);
    const expiresAt = daysAfter(toIso(clock.now()), 1);
    const changes = { note: null, expiresAt, fields: { homePhones: true, photo: undefined } };
    succeeded(await changeShare(ctx, id, always, changes));
    const { note: _gone, ...rest } = before ?? { note: '' };
    expect(await stored(id)).toEqual({
      ...rest,
      expiresAt,
      fields: { ...before?.fields, homePhones: true },
      changedAt: toIso(clock.now()),
    });
  });

  it('in the part of the selection that is named: who is excluded stays so', async () => {
    const { share, changeShare, stored, ctx } = await open();
    const { id } = await share({
      selection: selecting({ exclude: ['e1'], filters: { departments: ['IT'] } }),
    });
    succeeded(await changeShare(ctx, id, always, { selection: { filters: { onlyWithNumber: true } } }));
    expect((await stored(id))?.selection).toEqual(
      selecting({ exclude: ['e1'], filters: { departments: ['IT'], onlyWithNumber: true } }),
    );
    const several = { selection: { users: [guid(1)] } };
    expect(await changeShare(ctx, id, always, several)).toMatchObject({
      error: { errors: [{ pointer: '/selection/everyone', rule: 'everyone-or-some' }] },
    });
    succeeded(await changeShare(ctx, id, always, { selection: { everyone: false, users: [guid(1)] } }));
    expect((await stored(id))?.selection).toMatchObject({
      everyone: false,
      users: [guid(1)],
      exclude: ['e1'],
    });
  });

  it('not where somebody else has changed it, not into nonsense, not after it was revoked, not another’s', async () => {
    const { share, changeShare, revokeShare, ctx, partner } = await open();
    const { id } = await share();
    const change = (allowed: () => boolean, by = ctx) =>
      changeShare(by, id, allowed, { selection: selecting({ everyone: false }) });
    expect(await change(never)).toMatchObject({ error: { type: 'stale' } });
    expect(await change(always)).toMatchObject({ error: { type: 'invalid' } });
    expect(await change(always, partner)).toMatchObject({ error: { type: 'not-found' } });
    succeeded(await revokeShare(ctx, id, always));
    expect(await change(always)).toEqual({ ok: false, error: { type: 'conflict', reason: 'share-revoked' } });
  });
});

describe('[H3] a share is given a new capability', () => {
  it('and the former one creates nothing any more, while imports made with it go on', async () => {
    const { share, shared, rotateShare, ctx, partner, imported } = await open();
    const { id, capability } = await share();
    const { grant } = await imported(capability);
    const fresh = succeeded(await rotateShare(ctx, id, { endImports: false, allowed: always }));
    expect(fresh.capability).not.toBe(capability);
    expect(await shared.redeem(partner, capability)).toEqual(unusable('unknown'));
    expect(await shared.redeem(partner, fresh.capability)).toMatchObject({ value: { generation: 2 } });
    expect(await shared.takeSnapshot(partner, grant)).toMatchObject({ ok: true });
  });

  it('and, where it says so, the imports made with any former one lose the share', async () => {
    const { share, shared, rotateShare, ctx, partner, imported } = await open();
    const { id, capability } = await share();
    const first = await imported(capability);
    const second = succeeded(await rotateShare(ctx, id, { endImports: false, allowed: always }));
    const after = await imported(second.capability, 'i2');
    const third = succeeded(await rotateShare(ctx, id, { endImports: true, allowed: always }));
    for (const { grant } of [first, after]) {
      expect(await shared.takeSnapshot(partner, grant)).toEqual(unusable('revoked'));
      expect(await shared.load(partner, grant, 'v')).toEqual(unusable('revoked'));
    }
    const { grant } = await imported(third.capability, 'i3');
    expect(await shared.takeSnapshot(partner, grant)).toMatchObject({ ok: true });
  });

  it('under the ETag that was read, of a share that is there, its own and not revoked', async () => {
    const { share, rotateShare, revokeShare, ctx, partner, hashes } = await open();
    const { id } = await share();
    const rotate = (allowed: () => boolean, by = ctx) => rotateShare(by, id, { endImports: false, allowed });
    expect(await rotate(never)).toMatchObject({ error: { type: 'stale' } });
    expect(await rotate(always, partner)).toMatchObject({ error: { type: 'not-found' } });
    succeeded(await revokeShare(ctx, id, always));
    expect(await rotate(always)).toMatchObject({ error: { reason: 'share-revoked' } });
    expect(hashes.size).toBe(1);
  });

  it('once where two ask at the same time: the loser’s is worth nothing', async () => {
    const { share, shared, rotateShare, ctx, partner, hashes } = await open();
    const { id } = await share();
    const ask = () => rotateShare(ctx, id, { endImports: false, allowed: always });
    const [one, two] = await Promise.all([ask(), ask()]);
    expect([one, two].filter(({ ok }) => ok)).toHaveLength(1);
    const won = succeeded(one.ok ? one : two);
    expect(await shared.redeem(partner, won.capability)).toMatchObject({ ok: true });
    expect(hashes.size).toBe(1);
  });
});

describe('[H3] a share is revoked', () => {
  it('for every import at once; twice is as good as once', async () => {
    const { share, shared, revokeShare, ctx, partner, imported } = await open();
    const { id, capability } = await share();
    const { grant } = await imported(capability);
    const { version } = succeeded(await shared.takeSnapshot(partner, grant));
    expect(await revokeShare(ctx, id, never)).toMatchObject({ error: { type: 'stale' } });
    const revoked = succeeded(await revokeShare(ctx, id, always));
    expect(await shared.takeSnapshot(partner, grant)).toEqual(unusable('revoked'));
    expect(await shared.load(partner, grant, version)).toEqual(unusable('revoked'));
    expect(succeeded(await revokeShare(ctx, id, always))).toEqual(revoked);
  });
});

describe('[H3] who imports a share', () => {
  it('is told to the provider, from its first run on, and goes when the import ends', async () => {
    const { share, shared, usesOf, imported, partner, clock, advance } = await open();
    const { id, capability } = await share();
    const { grant, report } = await imported(capability);
    const since = toIso(clock.now());
    advance(86_400_000);
    await shared.reportUse(partner, grant, { ...report, mailboxes: 9 });
    expect(await usesOf(id)).toEqual([
      {
        shareId: id,
        importerTenantId: partner.tenantId,
        importerName: 'Partner GmbH',
        importId: 'i1',
        since,
        lastRunAt: toIso(clock.now()),
        mailboxes: 9,
        generation: 1,
      },
    ]);
    await shared.reportUse(partner, grant, { ...report, ended: true });
    expect(await usesOf(id)).toEqual([]);
    await shared.reportUse(partner, grant, { ...report, ended: true });
  });

  it('goes also where a run of the ended import reports at the same moment', async () => {
    const { share, shared, usesOf, imported, partner } = await open();
    const { id, capability } = await share();
    const { grant, report } = await imported(capability);
    await Promise.all([
      shared.reportUse(partner, grant, { ...report, mailboxes: 9 }),
      shared.reportUse(partner, grant, { ...report, ended: true }),
    ]);
    expect(await usesOf(id)).toEqual([]);
  });

  it('keeps the share from being deleted, until the import ends', async () => {
    const { share, shared, deleteShare, stored, imported, partner, ctx } = await open();
    const { id, capability } = await share();
    const { grant, report } = await imported(capability);
    const inUse = { ok: false, error: { type: 'conflict', reason: 'share-in-use' } };
    expect(await deleteShare(ctx, id, always)).toEqual(inUse);
    await shared.reportUse(partner, grant, { ...report, ended: true });
    expect(await deleteShare(ctx, id, never)).toMatchObject({ error: { type: 'stale' } });
    succeeded(await deleteShare(ctx, id, always));
    expect(await stored(id)).toBeUndefined();
    expect(await deleteShare(ctx, id, always)).toMatchObject({ error: { type: 'not-found' } });
  });

  it('does not keep a revoked one: deleted, it is revoked to those who held it, and its copies are gone', async () => {
    const { share, shared, deleteShare, revokeShare, snapshots, hashes, imported, partner, ctx } =
      await open();
    const { id, capability } = await share();
    const { grant } = await imported(capability);
    succeeded(await shared.takeSnapshot(partner, grant));
    succeeded(await revokeShare(ctx, id, always));
    succeeded(await deleteShare(ctx, id, always));
    expect(await shared.takeSnapshot(partner, grant)).toEqual(unusable('revoked'));
    expect(await snapshots.newest(ctx, grant.shareId)).toBeUndefined();
    expect(hashes.size).toBe(0);
  });
});

it('[S0] the shares of a source are found, so that it cannot be deleted under them', async () => {
  const { share, shares, ctx, partner } = await open();
  const { id } = await share();
  const [{ sourceId } = {}] = (await shares.get(ctx, id))?.value.sources ?? [];
  const sharesOf = makeSharesOf({ shares });
  expect(await sharesOf(ctx, sourceId ?? '')).toEqual([id]);
  expect(await sharesOf(ctx, guid(1))).toEqual([]);
  expect(await sharesOf(partner, sourceId ?? '')).toEqual([]);
});
