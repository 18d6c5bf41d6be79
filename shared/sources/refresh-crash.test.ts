import { describe, expect, it } from 'vitest';
import { makeCrashPoints } from '../../tests/support/crash-points.ts';
import { makeMemoryTable, makeMemoryTableClient } from '../../tests/support/memory-tables/memory-table.ts';
import { makeSourceBench, type SourceBenchOptions, sourceId } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { makeTestCipher } from '../../tests/support/test-cipher.ts';
import { makeSourceContacts } from '../adapters/tables/source-contacts.ts';
import { toContact } from '../contacts/to-contact.ts';
import { systemRandom } from '../kernel/ids.ts';
import { leaseMs } from './source-lease.ts';

type Mode = 'full' | undefined;

/**
 * A source that was read, then changed at Entra, then read again by a worker that dies at one point, then taken up
 * once more. Answers whether the point was reached.
 */
const diesAndIsTakenUp = async (
  options: SourceBenchOptions,
  crash: ReturnType<typeof makeCrashPoints>,
  point: { readonly at: number; readonly mode: Mode },
): Promise<boolean> => {
  const bench = makeSourceBench({ pageSize: 4, ...options });
  crash.revive();
  await bench.have();
  await bench.haveSource();
  for (let n = 0; n < 9; n++) bench.put(`p${n}`, {}, n % 2 === 0 ? `face ${n}` : undefined);
  succeeded(await bench.refresh());
  bench.put('p0', { surname: 'Neu' }, 'face 0, older');
  bench.put('p2', { surname: 'Neu' });
  bench.take('p4');
  bench.put('p9', {}, 'face 9');

  crash.arm(point.at, 'after');
  await bench.refresh({ attempt: 1, mode: point.mode }).catch(() => undefined);
  const died = crash.died();
  crash.revive();
  if (!died) return false;

  // What readers see at this moment is one of the two reads or a mixture of both by person, never less.
  const seen = (await bench.everyone()).map(({ key }) => key);
  expect(['p1', 'p3', 'p5', 'p6', 'p7', 'p8'].filter((key) => !seen.includes(key))).toEqual([]);

  bench.advance(leaseMs + 1);
  succeeded(await bench.refresh({ attempt: 2, mode: point.mode }));
  const expected = [...bench.people.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const read = await bench.everyone();
  expect(read.map(({ photo: _photo, ...rest }) => rest)).toEqual(
    expected.map((person) => toContact(person, 'DE')),
  );
  for (const { key, photo } of read) {
    const bytes = photo === undefined ? undefined : await bench.contacts.photo(bench.ctx, sourceId, photo);
    expect(bytes && Buffer.from(bytes).toString()).toBe(bench.photoOf(key));
  }
  expect(await bench.contacts.head(bench.ctx, sourceId)).toMatchObject({
    photosDue: 0,
    photosOrphaned: false,
  });
  expect(await bench.source()).toMatchObject({ state: 'ready', lastRefresh: { contacts: 9 } });
  return true;
};

/** After every call there is, until one is no longer reached; to die before a call is to die after the one before it. */
const everyPoint = async (
  make: (crash: ReturnType<typeof makeCrashPoints>) => Promise<SourceBenchOptions> | SourceBenchOptions,
  mode: Mode,
): Promise<number> => {
  for (let at = 1; ; at++) {
    const crash = makeCrashPoints();
    if (!(await diesAndIsTakenUp(await make(crash), crash, { at, mode }))) return at - 1;
  }
};

describe('[S1] a refresh that dies and is taken up leaves exactly what Entra has', () => {
  const modes: readonly Mode[] = [undefined, 'full'];

  it.each(modes)('after any call of a port (mode %s)', async (mode) => {
    const points = await everyPoint((crash) => ({ wrap: crash.wrap }), mode);
    expect(points).toBeGreaterThan(6);
  });

  it.each(modes)('after any operation of the table (mode %s)', async (mode) => {
    const table = makeMemoryTableClient(makeMemoryTable());
    const cipher = makeTestCipher();
    const points = await everyPoint((crash) => {
      const dying = crash.wrap(table);
      return { contacts: makeSourceContacts({ table: dying, cipher, random: systemRandom, runLength: 4 }) };
    }, mode);
    expect(points).toBeGreaterThan(6);
  });
});
