import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeCrashPoints } from '../../../tests/support/crash-points.ts';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { makeTestCipher } from '../../../tests/support/test-cipher.ts';
import { blankCard } from '../../contacts/blank-card.test-data.ts';
import { asId, type ShareId, systemRandom } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { Snapshot } from '../../shares/snapshot.ts';
import { toParts } from './json-columns.ts';
import { bytesOf, maxEntityBytes, queryRows, rangeFilter } from './rows.ts';
import { makeSnapshots } from './snapshots.ts';
import type { Table } from './table.ts';

const snapshotOf = (version: string, people = 1): Snapshot => ({
  version,
  contacts: Array.from({ length: people }, (_, n) => ({
    key: `s/k${n}`,
    card: { ...blankCard, displayName: `Grüße ${n}` },
    ...(n === 0 ? { photo: 'ab' } : {}),
  })),
  note: 'von Müller',
});
/** Does not compress: 500 bytes a person, in rows of 704 KiB. */
const large = (version: string, people = 2000): Snapshot => ({
  ...snapshotOf(version),
  contacts: snapshotOf(version, people).contacts.map((each) => ({
    ...each,
    card: { ...each.card, jobTitle: randomBytes(500).toString('hex') },
  })),
});

const infoOf = ({ version, contacts }: Snapshot) => ({
  version,
  count: contacts.length,
  takenAt: '2026-03-01T08:00:00.000Z',
  trimmed: { emailAddresses: 2 },
});

const open = async (wrap: (table: Table) => Table = (table) => table) => {
  const { contacts: table } = await testTables();
  const cipher = makeTestCipher();
  const snapshots = makeSnapshots(wrap(table), cipher, systemRandom);
  const ctx = freshTenant();
  const shareId = asId<ShareId>(systemRandom.id());
  const rowsOf = async (by: TenantContext = ctx) => {
    const rows = [];
    for await (const row of queryRows(table, rangeFilter(`${by.tenantId}|${shareId}`, ' ', '~')))
      rows.push(row);
    return rows;
  };
  const save = (snapshot: Snapshot) => snapshots.save(ctx, shareId, infoOf(snapshot), snapshot);
  const load = (version: string) => snapshots.load(ctx, shareId, version);
  return { table, cipher, snapshots, ctx, shareId, rowsOf, save, load };
};

describe('[H4] a snapshot at rest', () => {
  it('is given back as it was saved, beside what is told of the newest', async () => {
    const { snapshots, ctx, shareId, save, load } = await open();
    expect(await snapshots.newest(ctx, shareId)).toBeUndefined();
    expect(await load('v1')).toBeUndefined();
    await save(snapshotOf('v1', 2));
    expect(await load('v1')).toEqual(snapshotOf('v1', 2));
    expect(await snapshots.newest(ctx, shareId)).toEqual(infoOf(snapshotOf('v1', 2)));
    const { note: _none, ...without } = snapshotOf('v2', 0);
    await save(without);
    expect(await load('v2')).toEqual(without);
  });

  it('tells by what its contacts are known again', async () => {
    const { snapshots, ctx, shareId, save } = await open();
    const [first, ...others] = snapshotOf('v1', 3).contacts;
    const aliases = ['t/k0', 'u/k0'];
    await save({
      version: 'v1',
      contacts: [...(first === undefined ? [] : [{ ...first, aliases }]), ...others],
    });
    expect(await snapshots.loadKeys(ctx, shareId, 'v1')).toEqual([
      { key: 's/k0', aliases },
      { key: 's/k1' },
      { key: 's/k2' },
    ]);
    expect(await snapshots.loadKeys(ctx, shareId, 'v2')).toBeUndefined();
  });

  it('that was sealed as a whole, and cut into rows then, is read as well', async () => {
    const { table, cipher, ctx, shareId, save, load, rowsOf } = await open();
    const snapshot = snapshotOf('v1', 2);
    await save(snapshot);
    const [row] = (await rowsOf()).filter(({ key }) => key.startsWith('snapshot|'));
    const sealedAs = { kind: 'snapshot', id: `${shareId}|v1` };
    const sealed = await cipher.seal(ctx, sealedAs, gzipSync(JSON.stringify(snapshot)));
    const former = { partitionKey: row?.partition ?? '', rowKey: row?.key ?? '', ...toParts(sealed) };
    await table.upsertEntity(former, 'Replace');
    expect(await load('v1')).toEqual(snapshot);
  });

  it('is one of the newest three; the others are gone to the last row', async () => {
    const { rowsOf, save, load, snapshots, ctx, shareId } = await open();
    for (const version of ['v1', 'v2', 'v3', 'v4', 'v5']) await save(snapshotOf(version));
    expect(await Promise.all(['v1', 'v2'].map(load))).toEqual([undefined, undefined]);
    expect(await Promise.all(['v3', 'v4', 'v5'].map(load))).not.toContain(undefined);
    expect(await rowsOf()).toHaveLength(4);
    await save(snapshotOf('v3'));
    expect(await snapshots.newest(ctx, shareId)).toMatchObject({ version: 'v3' });
    expect(await load('v4')).toEqual(snapshotOf('v4'));
    expect(await rowsOf()).toHaveLength(4);
  });

  it('of more than 1 MiB is spread over rows that each fit', async () => {
    const { rowsOf, save, load } = await open();
    const snapshot = large('v1', 5000);
    await save(snapshot);
    const rows = await rowsOf();
    expect(rows.length).toBeGreaterThan(3);
    for (const { columns } of rows) expect(bytesOf(columns)).toBeLessThan(maxEntityBytes);
    expect(await load('v1')).toEqual(snapshot);
  });

  it('shows no name, number or note in its rows', async () => {
    const { rowsOf, save } = await open();
    await save(snapshotOf('v1', 3));
    for (const { columns } of await rowsOf()) {
      const text = Object.values(columns)
        .map((each) => (each instanceof Uint8Array ? Buffer.from(each).toString('latin1') : String(each)))
        .join();
      expect(text).not.toMatch(/Gr|Müller|displayName/);
    }
  });

  it('does not open for another tenant, nor as another share’s, wherever its rows are copied', async () => {
    const { table, rowsOf, save, snapshots, ctx, shareId } = await open();
    await save(snapshotOf('v1'));
    const [other, otherShare] = [freshTenant(), asId<ShareId>(systemRandom.id())];
    for (const row of await rowsOf()) {
      for (const partitionKey of [`${other.tenantId}|${shareId}`, `${ctx.tenantId}|${otherShare}`]) {
        await table.upsertEntity({ partitionKey, rowKey: row.key, ...row.columns }, 'Replace');
      }
    }
    await expect(snapshots.load(other, shareId, 'v1')).rejects.toThrow();
    await expect(snapshots.load(ctx, otherShare, 'v1')).rejects.toThrow();
  });

  it('is removed with its share, to the last row', async () => {
    const { snapshots, ctx, shareId, rowsOf, save, load } = await open();
    await save(large('v1'));
    await snapshots.remove(ctx, shareId);
    expect(await rowsOf()).toEqual([]);
    expect(await load('v1')).toBeUndefined();
    await snapshots.remove(ctx, shareId);
  });
});

describe('[H4] workers that save at once', () => {
  it('one and the same version leave it readable while one of them is still half way', async () => {
    const { table, cipher, ctx, shareId, rowsOf, save, load } = await open();
    const [halfWay, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let rows = 0;
    const slowly = new Proxy(table, {
      get: (target, name) => {
        if (name !== 'upsertEntity') return Reflect.get(target, name).bind(target);
        return async (...args: Parameters<Table['upsertEntity']>) => {
          if (++rows === 2) {
            halfWay.resolve();
            await goOn.promise;
          }
          return target.upsertEntity(...args);
        };
      },
    });
    const snapshot = large('v1');
    const slow = makeSnapshots(slowly, cipher, systemRandom).save(ctx, shareId, infoOf(snapshot), snapshot);
    await halfWay.promise;
    await save(snapshot);
    expect(await load('v1')).toEqual(snapshot);
    const kept = await rowsOf();
    goOn.resolve();
    await slow;
    expect(await load('v1')).toEqual(snapshot);
    expect(await rowsOf()).toHaveLength(kept.length);
  });

  it('one and the same version leave it readable, once, though each seals it anew', async () => {
    const { rowsOf, save, load } = await open();
    const snapshot = large('v1');
    await Promise.all([save(snapshot), save(snapshot), save(snapshot)]);
    expect(await load('v1')).toEqual(snapshot);
    const alone = await open();
    await alone.save(snapshot);
    expect(await rowsOf()).toHaveLength((await alone.rowsOf()).length);
  });

  it('different versions lose none of them', async () => {
    const { save, load, rowsOf } = await open();
    const some = ['v1', 'v2', 'v3'].map((version) => snapshotOf(version));
    await Promise.all(some.map(save));
    expect(await Promise.all(['v1', 'v2', 'v3'].map(load))).toEqual(some);
    expect(await rowsOf()).toHaveLength(4);
  });
});

it('[H4] a save that dies anywhere leaves the former snapshots whole; repeated it is done, without leftovers', async () => {
  for (let at = 1; ; at++) {
    const crash = makeCrashPoints();
    const { save, load, rowsOf, snapshots, ctx, shareId } = await open((table) =>
      crash.wrap(table, ['listEntities']),
    );
    for (const version of ['v1', 'v2', 'v3']) await save(snapshotOf(version));
    const next = large('v4');
    crash.arm(at, 'after');
    await save(next).catch(() => undefined);
    const died = crash.died();
    crash.revive();
    const newest = (await snapshots.newest(ctx, shareId))?.version ?? '';
    expect(await load(newest)).toMatchObject({ version: newest });
    expect(await Promise.all(['v2', 'v3'].map(load))).toEqual([snapshotOf('v2'), snapshotOf('v3')]);
    await save(next);
    expect(await load('v4')).toEqual(next);
    const names = new Set((await rowsOf()).map(({ key }) => key.split('|').slice(0, 3).join('|')));
    if (!died) {
      expect(names.size).toBe(4);
      expect(at).toBeGreaterThan(5);
      return;
    }
    expect(names.size).toBeLessThanOrEqual(5);
  }
});
