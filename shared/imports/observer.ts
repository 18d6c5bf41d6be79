import type { Folder, MailboxAnswer, MailboxOperation, ReportedContact } from './mailboxes.ts';

/**
 * The cheapest question that is safe: the delta since the last run, one whole delta where there is no link yet, or the
 * list with tags where our record may lack writes.
 */
export type Question = 'changes' | 'first-changes' | 'list';

/** Reads what a mailbox reports, page by page. */
export interface Observer {
  readonly question: Question;
  /** The operation to ask next; undefined once everything is read. */
  next(): MailboxOperation | undefined;
  accept(answer: MailboxAnswer): void;
  readonly contacts: readonly ReportedContact[];
  readonly removedIds: readonly string[];
  readonly pages: number;
  /** A delta that has nothing to tell. */
  readonly isSilent: boolean;
  readonly link: string | undefined;
  /** Where that is asked for, ids of the contacts in the folder that `keep` turned down. */
  readonly foreign: ReadonlySet<string>;
}

export interface ObserveOptions {
  readonly mailbox: MailboxOperation['mailbox'];
  readonly folder: Folder;
  readonly question: Question;
  readonly link: string | undefined;
  /** A user's own contacts are not kept in memory where they cannot matter. */
  readonly keep: (contact: ReportedContact) => boolean;
  readonly notesForeign: boolean;
}

export const observe = ({
  mailbox,
  folder,
  question,
  link,
  keep,
  notesForeign,
}: ObserveOptions): Observer => {
  const contacts = new Map<string, ReportedContact>();
  const removed = new Set<string>();
  let page: string | undefined = question === 'changes' ? link : undefined;
  let newLink: string | undefined;
  let finished = false;
  const foreign = new Set<string>();
  let pages = 0;

  // A page may repeat or take back what an earlier one said: the later word counts.
  const note = (answer: MailboxAnswer) => {
    for (const contact of answer.contacts ?? []) {
      removed.delete(contact.id);
      if (keep(contact)) contacts.set(contact.id, contact);
      else if (notesForeign) foreign.add(contact.id);
    }
    for (const id of answer.removedIds ?? []) {
      contacts.delete(id);
      removed.add(id);
    }
  };

  return {
    question,
    next: () => {
      if (finished) return undefined;
      const where = page === undefined ? {} : question === 'list' ? { page } : { link: page };
      return { mailbox, kind: question === 'list' ? 'list' : 'changes', folder, ...where };
    },
    accept: (answer) => {
      note(answer);
      pages++;
      page = answer.next;
      newLink = answer.link;
      finished = answer.next === undefined;
    },
    get contacts() {
      return [...contacts.values()];
    },
    get removedIds() {
      return [...removed];
    },
    get isSilent() {
      return question === 'changes' && contacts.size + removed.size === 0;
    },
    get pages() {
      return pages;
    },
    get link() {
      return newLink;
    },
    foreign,
  };
};
