import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makePackedList } from './packed-list.ts';

it('a packed list gives back what an array would, also values longer than a block', () => {
  const value = fc.record({
    name: fc.string({ unit: 'binary' }),
    size: fc.constantFrom(0, 1, 20_000, 70_000),
  });
  fc.assert(
    fc.property(fc.array(value), (given) => {
      const packed = makePackedList<{ readonly text: string }>();
      const values = given.map(({ name, size }) => ({ text: name + 'ł'.repeat(size) }));
      for (const [n, each] of values.entries()) expect(packed.push(each)).toBe(n + 1);
      expect(packed).toHaveLength(values.length);
      expect(values.map((_, n) => packed.at(n))).toEqual(values);
      expect(packed.at(values.length)).toBeUndefined();
    }),
    { numRuns: 30 },
  );
});
