import type { MailboxOperation, MailboxOutcome } from './mailboxes.ts';

/** Makes the import's own folder, or finds it by its name: Graph has no other key. */
export interface FolderFinder {
  next(): MailboxOperation;
  accept(operation: MailboxOperation, outcome: MailboxOutcome): FolderFound;
}

export type FolderFound =
  | { readonly kind: 'again' }
  /** `fresh`: just made, so empty; else it may hold contacts of a run whose record was lost. */
  | { readonly kind: 'found'; readonly id: string; readonly fresh: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly code: string }
  /** It is said to exist but cannot be found, again and again. */
  | { readonly kind: 'lost' };

export interface FindFolderOptions {
  readonly mailbox: MailboxOperation['mailbox'];
  readonly displayName: string;
  /** An earlier attempt may have made it. */
  readonly lookFirst: boolean;
  /** Without it, `none` is an answer. */
  readonly mayCreate: boolean;
}

const maxTries = 4;

export const findFolder = (options: FindFolderOptions): FolderFinder => {
  const { mailbox, displayName, mayCreate } = options;
  let look = options.lookFirst || !mayCreate;
  let tries = 0;
  return {
    next: () => ({ mailbox, kind: look ? 'find-folder' : 'create-folder', displayName }),
    accept: (operation, outcome) => {
      if (outcome.status === 'throttled' || outcome.status === 'uncertain') return { kind: 'again' };
      if (++tries > maxTries) return { kind: 'lost' };
      if (outcome.status === 'exists') {
        look = true;
        return { kind: 'again' };
      }
      if (outcome.status !== 'done') {
        return { kind: 'refused', code: outcome.status === 'refused' ? outcome.code : outcome.status };
      }
      const { id } = outcome.answer;
      if (id !== undefined) return { kind: 'found', id, fresh: operation.kind === 'create-folder' };
      if (!mayCreate) return { kind: 'none' };
      look = false;
      return { kind: 'again' };
    },
  };
};
