import type { Card } from '../contacts/card.ts';
import { type Adoption, adoptionOf, matched, noAdoption, removalOf } from './adoption.ts';
import type { ReportedContact, Tag } from './mailboxes.ts';
import { type ManifestEntry, photoMark } from './manifest.ts';
import { type Observation, reconcile } from './reconcile.ts';

/** A contact as it should be in a mailbox. */
export interface Desired {
  readonly tag: Tag;
  readonly card: Card;
  readonly hash: string;
  /** SHA-256 of the photo, hex; '' for none. */
  readonly photo: string;
}

/** What is written of a contact that is there. */
export interface Update {
  readonly card: Partial<Card>;
  readonly categories?: readonly string[];
  readonly note?: string | null;
  /** Change key of what it was computed from. */
  readonly since?: string;
}

export type Step = WriteStep | PhotoStep;

type WriteStep =
  | {
      readonly kind: 'create';
      readonly tag: Tag;
      /** It may be there unseen: looked up first. */
      readonly lookUp: boolean;
    }
  | ({ readonly kind: 'update'; readonly tag: Tag; readonly id: string } & Update)
  /** [I11] What is there already is made ours, instead of a create. */
  | ({ readonly kind: 'adopt'; readonly tag: Tag; readonly id: string } & Update)
  /** [I9] What was adopted is the user's own again. */
  | ({ readonly kind: 'release'; readonly tag: Tag; readonly id: string } & Update)
  | { readonly kind: 'delete'; readonly tag: Tag; readonly id: string };

type PhotoStep =
  | { readonly kind: 'put-photo'; readonly tag: Tag; readonly id: string }
  | { readonly kind: 'delete-photo'; readonly tag: Tag; readonly id: string };

export interface Plan {
  readonly steps: readonly Step[];
  /** What the mailbox holds before the steps: observation and belief together. */
  readonly entries: ReadonlyMap<Tag, ManifestEntry>;
  /** Those of them that the mailbox says were adopted. */
  readonly adopted: ReadonlySet<Tag>;
}

/** How the share decorates its contacts; both touch only their own part of what a user may also write [I10]. */
export interface Decoration {
  withCategory(current: readonly string[]): readonly string[];
  withNote(current: string | null): string | null;
  /** As if nothing of ours had ever been there. */
  withoutCategory(current: readonly string[]): readonly string[];
  withoutNote(current: string | null): string | null;
}

export interface CardRules {
  /** Tolerant of what Graph normalises. Only the fields that differ; empty when alike. */
  differences(reported: Card, desired: Card): Partial<Card>;
  changeOf(changeKey: string): string;
}

/**
 * [I5] The steps that make the folder equal the share. A pure function of what is wanted, what we believe is there and
 * what the mailbox reports; carrying them out and planning again gives no step. Contacts without one of our tags or ids
 * are the user's own and never appear in a step [I8][I10], unless they are to be adopted.
 */
export const planMailbox = (
  desired: ReadonlyMap<Tag, Desired>,
  believed: ReadonlyMap<Tag, ManifestEntry>,
  observed: Observation,
  decoration: Decoration,
  rules: CardRules,
  adoption: Adoption = noAdoption,
): Plan => {
  const { entries, reported, surplus } = reconcile(believed, observed);
  // A second one that we did not create is not ours to delete.
  const steps: Step[] = surplus.map(({ tag, contact }) =>
    removalOf(tag, contact.id, contact, decoration, true),
  );
  const adopted = new Set<Tag>();
  const kept = new Map<Tag, ManifestEntry>();
  const resumed = observed.kind === 'everything' && observed.resumed;

  for (const [tag, entry] of entries) {
    const wanted = desired.get(tag);
    // A contact that was refused is not there: nothing to delete, and nothing to do until its card changes.
    if (entry.id === '' && wanted?.hash !== entry.refused) continue;
    kept.set(tag, entry);
    if (entry.id === '') continue;
    const seen = reported.get(tag);
    if (seen?.adopted === true) adopted.add(tag);
    if (wanted === undefined) {
      steps.push(removalOf(tag, entry.id, seen, decoration, adoption.releases));
      continue;
    }
    const update = updateOf(wanted, entry, seen, decoration, rules);
    if (update !== undefined) steps.push({ kind: 'update', tag, id: entry.id, ...update });
    else if (seen !== undefined && entry.refused !== wanted.hash) {
      kept.set(tag, { ...entry, hash: wanted.hash, change: rules.changeOf(seen.changeKey) });
    }
    const isNews = believed.get(tag)?.id !== entry.id;
    // The photo of an adopted contact is the user's until the share has one.
    const isNobodys = adopted.has(tag) && entry.photo === '?';
    if ((isNobodys || (resumed && isNews)) && wanted.photo === '') {
      kept.set(tag, { ...(kept.get(tag) ?? entry), photo: '' });
    } else if (entry.photo !== photoMark(wanted.photo)) {
      steps.push({ kind: wanted.photo === '' ? 'delete-photo' : 'put-photo', tag, id: entry.id });
    }
  }
  const mayBePassedOver = (tag: Tag) =>
    observed.kind === 'everything' && observed.paged && (believed.get(tag)?.id ?? '') !== '';
  const missing = [...desired.values()].filter(({ tag }) => !kept.has(tag));
  const found = matched(missing, observed, mayBePassedOver, adoption);
  for (const wanted of missing) {
    const { tag } = wanted;
    const contact = found.get(tag);
    if (contact === undefined) steps.push({ kind: 'create', tag, lookUp: mayBePassedOver(tag) });
    else
      steps.push({ kind: 'adopt', tag, id: contact.id, ...adoptionOf(wanted, contact, decoration, rules) });
  }
  return { steps, entries: kept, adopted };
};

/** What one contact needs to be as wanted; undefined for nothing. `seen`: what the mailbox says of it, if it does. */
export const updateOf = (
  wanted: Desired,
  entry: ManifestEntry,
  seen: ReportedContact | undefined,
  decoration: Decoration,
  rules: CardRules,
): Update | undefined => {
  if (entry.refused === wanted.hash) return undefined;
  const whole = entry.hash === wanted.hash ? {} : wanted.card;
  if (seen === undefined) return entry.hash === wanted.hash ? undefined : { card: whole };
  // The echo of our own last write: the record is right, whatever Exchange made of the card.
  const ownEcho = entry.change !== '' && rules.changeOf(seen.changeKey) === entry.change;
  const card = ownEcho || seen.card === undefined ? whole : rules.differences(seen.card, wanted.card);
  const categories = seen.categories === undefined ? undefined : decoration.withCategory(seen.categories);
  const note = seen.note === undefined ? undefined : decoration.withNote(seen.note);
  const newCategories = categories !== undefined && !sameList(categories, seen.categories ?? []);
  const newNote = note !== undefined && note !== seen.note;
  if (Object.keys(card).length === 0 && !newCategories && !newNote) return undefined;
  const since = seen.changeKey === '' ? {} : { since: seen.changeKey };
  return { card, ...(newCategories ? { categories } : {}), ...(newNote ? { note } : {}), ...since };
};

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, n) => each === b[n]);
