import type { Card } from '../contacts/card.ts';
import { contradicts, type FoldedName, foldedName } from '../contacts/fold-name.ts';
import { normaliseNumber } from '../contacts/normalise-number.ts';
import { isDesk } from '../contacts/shared-means.ts';
import type { ReportedContact, Tag } from './mailboxes.ts';
import type { Desired } from './plan-mailbox.ts';

/** [I11] Which of the contacts in the folder that nobody manages are those wanted, each for one at most. */
export type MatchContacts = (
  wanted: readonly Desired[],
  unmanaged: readonly ReportedContact[],
) => ReadonlyMap<Tag, ReportedContact>;

interface Known {
  readonly emails: ReadonlySet<string>;
  /** Addresses that a company gives to a desk: whoever works there may stand in a folder under it. */
  readonly desks: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  readonly name: FoldedName;
}

/**
 * [I11] By e-mail address first, then by number; where several have it, or it is a desk's, by that and the name. Nobody is guessed: who could
 * be two, or who has a number in common but another name, is created as if nothing were there. `countryCode` says how
 * national numbers are read that users or other tools have typed. What the share is read from (`isSource`) is nobody's second
 * contact: once ours it would leave its source, and with that its share.
 */
export const makeMatchContacts =
  (countryCode: string, isSource: (contactId: string) => boolean = () => false): MatchContacts =>
  (wanted, found) => {
    const unmanaged = found.filter(({ id }) => !isSource(id));
    if (wanted.length === 0 || unmanaged.length === 0) return new Map();
    const left = wanted.map(({ card }) => knownOf(card, countryCode));
    const right = unmanaged.map(({ card }) => knownOf(card, countryCode));
    const byEmail = once([
      ...edges(left, right, 'emails', () => true),
      ...edges(left, right, 'desks', (a, b) => a.name.key !== '' && a.name.key === b.name.key),
    ]);
    const matches = [...oneToOne(byEmail, left, right)];
    // Whoever has an address in common with somebody is told by that or not at all.
    const settled = { left: new Set(byEmail.map(([a]) => a)), right: new Set(byEmail.map(([, b]) => b)) };
    const byNumber = edges(left, right, 'numbers', (a, b) => !contradicts(a.name, b.name)).filter(
      ([a, b]) => !settled.left.has(a) && !settled.right.has(b),
    );
    matches.push(...oneToOne(byNumber, left, right));
    return new Map(
      matches.flatMap(([a, b]) => {
        const [desired, contact] = [wanted[a], unmanaged[b]];
        return desired === undefined || contact === undefined ? [] : [[desired.tag, contact] as const];
      }),
    );
  };

const knownOf = (card: Card | undefined, countryCode: string): Known => {
  const { emailAddresses = [], businessPhones = [], homePhones = [], mobilePhone } = card ?? {};
  const typed = [...businessPhones, ...homePhones, ...(mobilePhone ? [mobilePhone] : [])];
  const addresses = emailAddresses.map(({ address }) => address.trim().toLowerCase());
  const numbers = typed.flatMap((number) => normaliseNumber(number, 'business', countryCode).e164 ?? []);
  const { displayName = '', givenName, surname } = card ?? {};
  return {
    emails: new Set(addresses.filter((address) => !isDesk(address))),
    desks: new Set(addresses.filter(isDesk)),
    numbers: new Set(numbers),
    name: foldedName({
      displayName,
      ...(givenName ? { givenName } : {}),
      ...(surname ? { surname } : {}),
    }),
  };
};

/** Left, right. */
type Edge = readonly [number, number];

const once = (all: readonly Edge[]): readonly Edge[] => [
  ...new Map(all.map((edge) => [edge.join(), edge])).values(),
];

const edges = (
  left: readonly Known[],
  right: readonly Known[],
  by: 'emails' | 'desks' | 'numbers',
  admits: (a: Known, b: Known) => boolean,
): readonly Edge[] => {
  const bearers = new Map<string, number[]>();
  for (const [n, known] of right.entries()) {
    for (const each of known[by]) bearers.set(each, [...(bearers.get(each) ?? []), n]);
  }
  return left.flatMap((known, a) => {
    const found = new Set([...known[by]].flatMap((each) => bearers.get(each) ?? []));
    return [...found].flatMap((b): readonly Edge[] => {
      const other = right[b];
      return other !== undefined && admits(known, other) ? [[a, b]] : [];
    });
  });
};

/** Those whose both ends have no other; of the rest, the same among those that bear one name. */
const oneToOne = (all: readonly Edge[], left: readonly Known[], right: readonly Known[]): readonly Edge[] => {
  const sole = single(all);
  const taken = new Set(sole);
  const named = all.filter(([a, b]) => {
    const [name, other] = [left[a]?.name.key ?? '', right[b]?.name.key ?? ''];
    return name !== '' && name === other;
  });
  return [...sole, ...single(named.filter((edge) => !taken.has(edge)))];
};

const single = (all: readonly Edge[]): readonly Edge[] => {
  const lefts = counted(all.map(([a]) => a));
  const rights = counted(all.map(([, b]) => b));
  return all.filter(([a, b]) => lefts.get(a) === 1 && rights.get(b) === 1);
};

const counted = (numbers: readonly number[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
  return counts;
};
