import type { Folder, MailboxAnswer, MailboxOperation, ReportedContact, Tag } from './mailboxes.ts';
import type { Observation } from './plan-mailbox.ts';

/**
 * Reads what a mailbox reports, page by page, with the cheapest question that is safe: the delta since the last run, one
 * whole delta where there is no link yet, or the tagged list where our record may lack writes.
 */
export type Question = 'changes' | 'first-changes' | 'list';

export interface Observer {
  readonly question: Question;
  /** The operation to ask next; undefined once everything is read. */
  next(): MailboxOperation | undefined;
  accept(answer: MailboxAnswer): void;
  observation(): Observation;
  link(): string | undefined;
  /** Of `list`: the folder also holds contacts that are not this import's. */
  foreign(): boolean;
}

export const observe = (
  mailbox: MailboxOperation['mailbox'],
  folder: Folder,
  question: Question,
  link: string | undefined,
  tagPrefix: string,
): Observer => {
  const contacts = new Map<string, ReportedContact>();
  const removed = new Set<string>();
  let page: string | undefined = question === 'changes' ? link : undefined;
  let newLink: string | undefined;
  let finished = false;
  let foreign = false;

  // A page may repeat or take back what an earlier one said: the later word counts.
  const note = (answer: MailboxAnswer) => {
    for (const contact of answer.contacts ?? []) {
      if (question === 'list' && !isOurs(contact.tag, tagPrefix)) {
        foreign = true;
        continue;
      }
      removed.delete(contact.id);
      contacts.set(contact.id, contact);
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
      return question === 'list'
        ? { mailbox, kind: 'list', folder, ...where }
        : { mailbox, kind: 'changes', folder, ...where };
    },
    accept: (answer) => {
      note(answer);
      page = answer.next;
      newLink = answer.link;
      finished = answer.next === undefined;
    },
    observation: () => {
      const all = [...contacts.values()];
      if (question === 'list') return { kind: 'everything', contacts: all };
      if (question === 'first-changes') return { kind: 'everything-untagged', contacts: all };
      return { kind: 'changes', changed: all, removedIds: [...removed] };
    },
    link: () => newLink,
    foreign: () => foreign,
  };
};

const isOurs = (tag: Tag | undefined, prefix: string): boolean => tag?.startsWith(prefix) ?? false;
