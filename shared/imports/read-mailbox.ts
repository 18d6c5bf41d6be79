import { withoutCategory } from '../contacts/categories.ts';
import type { MailboxRecord } from './mailbox-record.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Folder, MailboxOperation, ReportedContact, Tag } from './mailboxes.ts';
import type { ManifestEntry } from './manifest.ts';
import { type Observer, observe, type Question } from './observer.ts';
import type { Observation } from './reconcile.ts';

/** What to ask a mailbox whose folder is known. */
export const firstQuestion = (record: MailboxRecord, target: MailboxTarget): Question => {
  if (target.mode === 'remove' || record.mayAdopt) return 'list';
  // The default folder of a new mailbox: read for its link only, so that the next run need not read all of it.
  if (record.isNew) return 'first-changes';
  // Delta does not tell tags, and says nothing of contacts whose category or note is outdated.
  if (!record.isComplete || !record.isDecorated) return 'list';
  return record.link === undefined ? 'first-changes' : 'changes';
};

export const openObserver = (options: {
  readonly mailbox: MailboxOperation['mailbox'];
  readonly folder: Folder;
  readonly question: Question;
  readonly link: string | undefined;
  readonly record: MailboxRecord;
  readonly target: MailboxTarget;
}): Observer => {
  const { question, record, target } = options;
  const isTagged = ({ tag }: ReportedContact) => tag?.startsWith(target.tagPrefix) ?? false;
  const { holdsNothing, mayAdopt } = record;
  const isWanted = (contact: ReportedContact) => isTagged(contact) || (mayAdopt && contact.tag === undefined);
  const matters = (contact: ReportedContact) => !holdsNothing || bearsCategory(contact, target);
  const keep = question === 'list' ? isWanted : matters;
  return observe({ ...options, keep, notesForeign: target.mode === 'remove' });
};

const bearsCategory = ({ categories = [] }: ReportedContact, { category }: MailboxTarget): boolean =>
  withoutCategory(categories, category).length < categories.length;

/**
 * Whether the list with tags has to be read after a delta: it told of a contact that we do not know but that bears our
 * category. It may be the user's, or a second one of ours: made by a request that arrived after it was given up.
 */
export const mayBeUnknownTwin = (
  { question, contacts }: Observer,
  believed: ReadonlyMap<Tag, ManifestEntry>,
  target: MailboxTarget,
): boolean => {
  if (question === 'list') return false;
  const suspects = contacts.filter((contact) => bearsCategory(contact, target));
  if (suspects.length === 0) return false;
  const known = new Set([...believed.values()].map(({ id }) => id));
  return suspects.some(({ id }) => !known.has(id));
};

/** Without a reader: an empty folder. */
export const observationOf = (reader: Observer | undefined, { resumes }: MailboxRecord): Observation => {
  if (reader === undefined) return { kind: 'everything', contacts: [], paged: false, resumed: resumes };
  const { question, contacts, removedIds, pages } = reader;
  switch (question) {
    case 'list':
      return { kind: 'everything', contacts, paged: pages > 1, resumed: resumes };
    case 'first-changes':
      return { kind: 'everything-untagged', contacts };
    case 'changes':
      return { kind: 'changes', changed: contacts, removedIds };
  }
};
