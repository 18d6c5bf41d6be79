import type { ReportedContact, Tag } from './mailboxes.ts';
import type { ManifestEntry } from './manifest.ts';

/** What a mailbox told of itself; how sure that is differs. */
export type Observation =
  /** Since the last run; what is not named is as it was. */
  | {
      readonly kind: 'changes';
      readonly changed: readonly ReportedContact[];
      readonly removedIds: readonly string[];
    }
  /** All contacts of the folder that bear a tag of this import: this replaces what we believed. */
  | {
      readonly kind: 'everything';
      readonly contacts: readonly ReportedContact[];
      /** Of several pages: whoever deletes meanwhile shifts what follows, and a contact may have been passed over. */
      readonly paged: boolean;
      /** An interrupted writing of this same version goes on: contacts without a record got its photo or none. */
      readonly resumed: boolean;
    }
  /** All contacts of the folder, without tags (the first delta): ids alone tell ours from the user's own. */
  | { readonly kind: 'everything-untagged'; readonly contacts: readonly ReportedContact[] };

export interface Reconciled {
  /** Observation and belief together: what of ours is in the mailbox. */
  readonly entries: Map<Tag, ManifestEntry>;
  /** What the mailbox said of each managed contact, where it said something. */
  readonly reported: ReadonlyMap<Tag, ReportedContact>;
  /** Second contacts with a tag that another one bears already. */
  readonly surplus: readonly { readonly tag: Tag; readonly contact: ReportedContact }[];
}

export const reconcile = (believed: ReadonlyMap<Tag, ManifestEntry>, observed: Observation): Reconciled =>
  observed.kind === 'everything' ? fromTags(believed, observed.contacts) : fromIds(believed, observed);

const fromTags = (
  believed: ReadonlyMap<Tag, ManifestEntry>,
  contacts: readonly ReportedContact[],
): Reconciled => {
  const entries = new Map<Tag, ManifestEntry>();
  const reported = new Map<Tag, ReportedContact>();
  const surplus: { tag: Tag; contact: ReportedContact }[] = [];
  for (const contact of contacts) {
    const { tag, id } = contact;
    if (tag === undefined) continue;
    const known = believed.get(tag);
    const other = entries.get(tag);
    if (other !== undefined && known?.id !== id) {
      surplus.push({ tag, contact });
      continue;
    }
    const former = reported.get(tag);
    if (former !== undefined) surplus.push({ tag, contact: former });
    entries.set(tag, known?.id === id ? known : { id, hash: '', change: '', photo: '?', refused: '' });
    reported.set(tag, contact);
  }
  for (const [tag, entry] of believed) if (entry.id === '' && !entries.has(tag)) entries.set(tag, entry);
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
    const gone = observed.kind !== 'changes' || removed.has(entry.id);
    if (contact === undefined && gone && entry.id !== '') continue;
    entries.set(tag, entry);
    if (contact !== undefined) reported.set(tag, contact);
  }
  return { entries, reported, surplus: [] };
};
