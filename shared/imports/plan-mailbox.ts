import type { Card } from '../contacts/card.ts';
import type { ReportedContact, Tag } from './mailboxes.ts';
import type { ManifestEntry } from './manifest.ts';

/** A contact as it should be in a mailbox. */
export interface Desired {
  readonly tag: Tag;
  readonly card: Card;
  readonly hash: string;
  /** Shortened SHA-256 of the photo; '' for none. */
  readonly photo: string;
}

/** What a mailbox told of itself; how sure that is differs. */
export type Observation =
  /** Since the last run; what is not named is as it was. */
  | {
      readonly kind: 'changes';
      readonly changed: readonly ReportedContact[];
      readonly removedIds: readonly string[];
    }
  /** All contacts of the folder, with tags: this replaces what we believed. */
  | { readonly kind: 'everything'; readonly contacts: readonly ReportedContact[] }
  /** All contacts of the folder, without tags (the first delta): ids alone tell ours from the user's own. */
  | { readonly kind: 'everything-untagged'; readonly contacts: readonly ReportedContact[] };

export type Step =
  | { readonly kind: 'create'; readonly tag: Tag }
  | {
      readonly kind: 'update';
      readonly tag: Tag;
      readonly id: string;
      readonly card: Partial<Card>;
      readonly categories?: readonly string[];
      readonly note?: string | null;
    }
  | { readonly kind: 'delete'; readonly tag: Tag; readonly id: string }
  | { readonly kind: 'put-photo'; readonly tag: Tag; readonly id: string }
  | { readonly kind: 'delete-photo'; readonly tag: Tag; readonly id: string };

export interface Plan {
  readonly steps: readonly Step[];
  /** What the mailbox holds before the steps: observation and belief together. */
  readonly entries: ReadonlyMap<Tag, ManifestEntry>;
}

/** How the share decorates its contacts; both touch only their own part of what a user may also write [I10]. */
export interface Decoration {
  withCategory(current: readonly string[]): readonly string[];
  withNote(current: string | null): string | null;
}

export interface CardRules {
  /** Tolerant of what Graph normalises. Only the fields that differ; empty when alike. */
  differences(reported: Card, desired: Card): Partial<Card>;
  changeOf(changeKey: string): string;
}

/**
 * [I5] The steps that make the folder equal the share. A pure function of what is wanted, what we believe is there and
 * what the mailbox reports; carrying them out and planning again gives no step. Contacts without one of our tags or ids
 * are the user's own and never appear in a step [I8][I10].
 */
export const planMailbox = (
  desired: ReadonlyMap<Tag, Desired>,
  believed: ReadonlyMap<Tag, ManifestEntry>,
  observed: Observation,
  decoration: Decoration,
  rules: CardRules,
): Plan => {
  const { entries, reported, surplus } = reconcile(believed, observed);
  const steps: Step[] = surplus.map(({ tag, id }) => ({ kind: 'delete', tag, id }));
  const kept = new Map(entries);

  for (const [tag, entry] of entries) {
    const wanted = desired.get(tag);
    if (wanted === undefined) {
      steps.push({ kind: 'delete', tag, id: entry.id });
      continue;
    }
    const seen = reported.get(tag);
    const update = updateOf(wanted, entry, seen, decoration, rules);
    if (update !== undefined) steps.push({ kind: 'update', tag, id: entry.id, ...update });
    else if (seen !== undefined) {
      kept.set(tag, { ...entry, hash: wanted.hash, change: rules.changeOf(seen.changeKey) });
    }
    if (entry.photo !== wanted.photo && !(entry.photo === '?' && wanted.photo === '')) {
      steps.push({ kind: wanted.photo === '' ? 'delete-photo' : 'put-photo', tag, id: entry.id });
    }
  }
  for (const tag of desired.keys()) if (!entries.has(tag)) steps.push({ kind: 'create', tag });
  return { steps, entries: kept };
};

type Update = Omit<Extract<Step, { kind: 'update' }>, 'kind' | 'tag' | 'id'>;

const updateOf = (
  wanted: Desired,
  entry: ManifestEntry,
  seen: ReportedContact | undefined,
  decoration: Decoration,
  rules: CardRules,
): Update | undefined => {
  // Without news from the mailbox, or with the echo of our own last write, the record is right.
  const ownEcho =
    seen !== undefined && entry.change !== '' && rules.changeOf(seen.changeKey) === entry.change;
  if (seen === undefined || (ownEcho && seen.categories === undefined)) {
    return entry.hash === wanted.hash ? undefined : { card: wanted.card };
  }
  const card =
    ownEcho || seen.card === undefined
      ? entry.hash === wanted.hash
        ? {}
        : wanted.card
      : rules.differences(seen.card, wanted.card);
  const categories = seen.categories === undefined ? undefined : decoration.withCategory(seen.categories);
  const note = seen.note === undefined ? undefined : decoration.withNote(seen.note);
  const newCategories = categories !== undefined && !sameList(categories, seen.categories ?? []);
  const newNote = note !== undefined && note !== seen.note;
  if (Object.keys(card).length === 0 && !newCategories && !newNote) return undefined;
  return { card, ...(newCategories ? { categories } : {}), ...(newNote ? { note } : {}) };
};

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, n) => each === b[n]);

interface Reconciled {
  readonly entries: Map<Tag, ManifestEntry>;
  /** What the mailbox said of each managed contact, where it said something. */
  readonly reported: ReadonlyMap<Tag, ReportedContact>;
  /** Second contacts with a tag that another one bears already. */
  readonly surplus: readonly { readonly tag: Tag; readonly id: string }[];
}

const reconcile = (believed: ReadonlyMap<Tag, ManifestEntry>, observed: Observation): Reconciled =>
  observed.kind === 'everything' ? fromTags(believed, observed.contacts) : fromIds(believed, observed);

const fromTags = (
  believed: ReadonlyMap<Tag, ManifestEntry>,
  contacts: readonly ReportedContact[],
): Reconciled => {
  const entries = new Map<Tag, ManifestEntry>();
  const reported = new Map<Tag, ReportedContact>();
  const surplus: { tag: Tag; id: string }[] = [];
  for (const contact of contacts) {
    const { tag, id } = contact;
    if (tag === undefined) continue;
    const known = believed.get(tag);
    const other = entries.get(tag);
    if (other !== undefined && known?.id !== id) {
      surplus.push({ tag, id });
      continue;
    }
    if (other !== undefined) surplus.push({ tag, id: other.id });
    entries.set(tag, known?.id === id ? known : { id, hash: '', change: '', photo: '?' });
    reported.set(tag, contact);
  }
  return { entries, reported, surplus };
};

const fromIds = (
  believed: ReadonlyMap<Tag, ManifestEntry>,
  observed: Exclude<Observation, { kind: 'everything' }>,
): Reconciled => {
  const said = new Map(
    (observed.kind === 'changes' ? observed.changed : observed.contacts).map((each) => [each.id, each]),
  );
  const removed = new Set(observed.kind === 'changes' ? observed.removedIds : []);
  const entries = new Map<Tag, ManifestEntry>();
  const reported = new Map<Tag, ReportedContact>();
  for (const [tag, entry] of believed) {
    const contact = said.get(entry.id);
    const gone =
      observed.kind === 'changes' ? removed.has(entry.id) && contact === undefined : contact === undefined;
    if (gone) continue;
    entries.set(tag, entry);
    if (contact !== undefined) reported.set(tag, contact);
  }
  return { entries, reported, surplus: [] };
};
