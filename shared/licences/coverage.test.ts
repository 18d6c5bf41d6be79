import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Covering, cover } from './coverage.ts';

const imports = fc.array(
  fc.record({ fits: fc.boolean(), seats: fc.uniqueArray(fc.integer({ min: 0, max: 12 }).map(String)) }),
  { maxLength: 6 },
);
const named = (each: readonly Omit<Covering, 'importId'>[]) =>
  each.map((one, n): Covering => ({ ...one, importId: `i${n}` }));
const sizeOf = (all: readonly Covering[], ids: ReadonlySet<string>) =>
  new Set(all.filter(({ importId }) => ids.has(importId)).flatMap(({ seats }) => seats)).size;

it('[L11] the oldest come first, and a small one behind a large one that does not fit is covered', () => {
  const all = named([
    { fits: false, seats: ['a', 'b', 'c'] },
    { fits: false, seats: ['d'] },
    { fits: false, seats: ['e', 'f'] },
  ]);
  expect([...cover(all, 6, false)]).toEqual(['i0', 'i1', 'i2']);
  expect([...cover(all, 5, false)]).toEqual(['i0', 'i1']);
  expect([...cover(all, 2, false)]).toEqual(['i1']);
  expect([...cover(all, 0, false)]).toEqual([]);
});

it('[L8] a mailbox of two imports counts once', () => {
  const all = named([
    { fits: false, seats: ['a', 'b'] },
    { fits: false, seats: ['b', 'c'] },
  ]);
  expect([...cover(all, 3, false)]).toEqual(['i0', 'i1']);
});

it('[L11] the covered never use more than is held, whatever was before', () => {
  fc.assert(
    fc.property(imports, fc.integer({ min: 0, max: 14 }), fc.boolean(), (each, held, settled) => {
      const all = named(each);
      expect(sizeOf(all, cover(all, held, settled))).toBeLessThanOrEqual(held);
    }),
  );
});

it('[L11] nothing that would fit is left out', () => {
  fc.assert(
    fc.property(imports, fc.integer({ min: 0, max: 14 }), fc.boolean(), (each, held, settled) => {
      const all = named(each);
      const covered = cover(all, held, settled);
      for (const { importId } of all.filter((one) => !covered.has(one.importId))) {
        expect(sizeOf(all, new Set([...covered, importId]))).toBeGreaterThan(held);
      }
    }),
  );
});

it('[L11] booking more never pauses what is covered', () => {
  fc.assert(
    fc.property(
      imports,
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: 0, max: 9 }),
      (each, held, more) => {
        const all = named(each);
        const before = cover(all, held, true);
        const then = all.map((one) => ({ ...one, fits: before.has(one.importId) }));
        const after = cover(then, held + more, true);
        for (const id of before) expect(after).toContain(id);
      },
    ),
  );
});
