import { contradicts, type FoldedName } from './fold-name.ts';
import { type Sameness, sameness } from './sameness.ts';

/** Several entries of one person, by priority and id. */
export interface Company {
  readonly entries: readonly number[];
  readonly because: readonly Sameness[];
}

/** Most groups are of two, and many: their lists are replaced, as lists that grow take ten times the room. */
interface Group extends Company {
  entries: readonly number[];
  sources: readonly string[];
  names: readonly FoldedName[];
  because: readonly Sameness[];
}

export type Names = (n: number) => FoldedName;

const union = <T>(known: readonly T[], others: readonly T[]): readonly T[] =>
  others.every((each) => known.includes(each))
    ? known
    : known.concat(others.filter((each) => !known.includes(each)));

export const makeGroups = (nameOf: Names, sourceOf: (n: number) => string) => {
  /** Of entries that have company; most have none. */
  const groupOf = new Map<number, Group>();
  const alone = (n: number): Group => {
    const name = nameOf(n);
    const names = name.key === '' ? [] : [name];
    return { entries: [n], sources: [sourceOf(n)], names, because: [] };
  };
  const mayBeOne = (a: Group, b: Group, why: Sameness): boolean => {
    if (why === 'entra-id') return true;
    if (why === 'number-and-name' && b.sources.some((source) => a.sources.includes(source))) return false;
    return !a.names.some((name) => b.names.some((other) => contradicts(name, other)));
  };
  return {
    join: (first: number, second: number, why: Sameness): void => {
      const [a, b] = [groupOf.get(first) ?? alone(first), groupOf.get(second) ?? alone(second)];
      if (a === b) {
        a.because = union(a.because, [why]);
        return;
      }
      if (!mayBeOne(a, b, why)) return;
      const [into, from] = a.entries.length >= b.entries.length ? [a, b] : [b, a];
      if (into.entries.length === 1) for (const n of into.entries) groupOf.set(n, into);
      for (const n of from.entries) groupOf.set(n, into);
      into.entries = into.entries.concat(from.entries);
      into.sources = union(into.sources, from.sources);
      into.names = into.names.concat(
        from.names.filter(({ key }) => into.names.every((known) => known.key !== key)),
      );
      into.because = union(into.because, [...from.because, why]);
    },
    /** Of every entry that has company; ends the joining. */
    companies: (inOrder: (a: number, b: number) => number): ReadonlyMap<number, Company> => {
      for (const group of new Set(groupOf.values())) {
        group.entries = group.entries.toSorted(inOrder);
        group.because = sameness.filter((each) => group.because.includes(each));
        group.sources = nothing;
        group.names = nothing;
      }
      return groupOf;
    },
  };
};

const nothing: readonly never[] = [];
