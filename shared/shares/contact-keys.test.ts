import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignKeys, type KnownContact } from './contact-keys.ts';

type Entries = readonly [string, ...string[]];

/** As a snapshot keeps them. */
const kept = (people: readonly Entries[], before: readonly KnownContact[] = []): readonly KnownContact[] => {
  const keys = assignKeys(people, before);
  return people.map((entries, n) => {
    const key = keys[n] ?? '';
    return { key, aliases: entries.filter((entry) => entry !== key) };
  });
};
const keysAfter = (...steps: readonly (readonly Entries[])[]): readonly string[] => {
  let before: readonly KnownContact[] = [];
  for (const people of steps) before = kept(people, before);
  return before.map(({ key }) => key);
};

describe('[S7] the key of a contact', () => {
  it('is that of the first entry, for whoever is new', () => {
    expect(keysAfter([['a/1', 'b/1'], ['b/2']])).toEqual(['a/1', 'b/2']);
  });
  it('stays when a source is added, also before all others', () => {
    expect(keysAfter([['a/1'], ['a/2']], [['b/1', 'a/1'], ['a/2'], ['b/3']])).toEqual(['a/1', 'a/2', 'b/3']);
  });
  it('stays when the order of the sources changes', () => {
    expect(keysAfter([['a/1', 'b/1']], [['b/1', 'a/1']])).toEqual(['a/1']);
  });
  it('stays when its entry goes and another of the person stays', () => {
    expect(keysAfter([['a/1', 'b/1']], [['b/1']])).toEqual(['a/1']);
    expect(keysAfter([['a/1', 'b/1']], [['b/1']], [['b/1']], [['c/1', 'b/1']], [['c/1']])).toEqual(['a/1']);
  });
  it('stays when its entry comes back', () => {
    expect(keysAfter([['a/1', 'b/1']], [['b/1']], [['a/1', 'b/1']])).toEqual(['a/1']);
  });
  it('goes with its own entry where a person turns out to be two', () => {
    expect(keysAfter([['a/1', 'b/1']], [['a/1'], ['b/1']])).toEqual(['a/1', 'b/1']);
    // The key outlived its entry, which is back as somebody else's.
    expect(keysAfter([['a/1', 'b/1']], [['b/1']], [['a/1'], ['b/1']])).toEqual(['a/1', 'b/1']);
  });
  it('of two that turn out to be one is the first by priority', () => {
    expect(keysAfter([['a/1'], ['b/1']], [['a/1', 'b/1']])).toEqual(['a/1']);
  });
  it('is not given to another while its entry is there, whichever key its person has', () => {
    const before: readonly KnownContact[] = [{ key: 'a/1' }, { key: 'b/1', aliases: ['c/1'] }];
    expect(assignKeys([['a/1', 'b/1'], ['c/1']], before)).toEqual(['a/1', 'c/1']);
  });
  it('does not take the place of the one that its heir has of his own', () => {
    const before: readonly KnownContact[] = [{ key: 'a/1', aliases: ['b/1'] }, { key: 'c/1' }];
    expect(assignKeys([['c/1', 'b/1']], before)).toEqual(['c/1']);
  });

  it('is nobody else’s, and stays as long as one entry of the person does', () => {
    const partition = fc
      .array(fc.integer({ min: 0, max: 5 }), { minLength: 8, maxLength: 8 })
      .map((groups) => {
        const of = Map.groupBy(groups.entries(), ([, group]) => group);
        // Group 5 is not there at all.
        return [...of].flatMap(([group, found]): Entries[] => {
          const [first, ...others] = found.map(([n]) => `s/${n}`);
          return group === 5 || first === undefined ? [] : [[first, ...others]];
        });
      });
    fc.assert(
      fc.property(fc.array(partition, { minLength: 2, maxLength: 6 }), (steps) => {
        let before: readonly KnownContact[] = [];
        for (const people of steps) {
          const after = kept(people, before);
          expect(new Set(after.map(({ key }) => key)).size).toBe(people.length);
          const again = kept(people, after);
          expect(again).toEqual(after);
          for (const { key, aliases = [] } of after) {
            // Whoever had this key has an entry of the person who has it now, or never was there.
            const former = before.find((each) => each.key === key);
            const entries = new Set([key, ...aliases]);
            if (former !== undefined)
              expect([former.key, ...(former.aliases ?? [])].some((each) => entries.has(each))).toBe(true);
          }
          before = after;
        }
      }),
    );
  });
});
