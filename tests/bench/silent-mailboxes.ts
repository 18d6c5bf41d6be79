import type { MailboxAnswer, Mailboxes, MailboxOperation } from '../../shared/imports/mailboxes.ts';

/** Mailboxes that take everything, keep nothing and report no change: what a million contacts cost us, not them. */
export const makeSilentMailboxes = (): Mailboxes & {
  readonly counts: { calls: number; requests: number };
} => {
  const counts = { calls: 0, requests: 0 };
  let made = 0;
  const answer = ({ kind }: MailboxOperation): MailboxAnswer => {
    switch (kind) {
      case 'create':
      case 'create-folder':
        made++;
        return {
          id: `AAMkAGVmMDEzMTM4LTZmYWUtNDdkNC1hMDZi${String(made).padStart(12, '0')}=`,
          changeKey: 'EQAAABYAAAB',
        };
      case 'find-folder':
        return {};
      case 'changes':
        return {
          contacts: [],
          removedIds: [],
          link: 'https://graph.microsoft.com/v1.0/delta?$deltatoken=silent',
        };
      default:
        return { contacts: [] };
    }
  };
  return {
    counts,
    execute: async (_ctx, operations) => {
      counts.calls++;
      counts.requests += operations.length;
      return operations.map((operation) => ({ status: 'done', answer: answer(operation) }) as const);
    },
  };
};
