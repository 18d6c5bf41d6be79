/** Every table there is: the one place that the code, the embedded stack and the infrastructure take them from. */
export const tables = {
  /** Entities, outbox and idempotency records; partition = tenant. */
  state: 'SwitchboardState',
  /** Packed contacts of sources and snapshots of shares; partition = tenant and owner. */
  contacts: 'SwitchboardContacts',
  /** Manifests, one row a mailbox; partition = tenant and import. */
  mailboxes: 'SwitchboardMailboxes',
  /** What is found before the tenant is known: share capabilities, consent states, due imports. Ids only. */
  index: 'SwitchboardIndex',
} as const;

export type TableName = keyof typeof tables;
