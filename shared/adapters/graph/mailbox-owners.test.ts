import { describe, expect, it } from 'vitest';
import { asId, type MailboxId } from '../../kernel/ids.ts';
import { graphStack } from './graph-stack.test-data.ts';
import { makeMailboxOwners } from './mailbox-owners.ts';
import { makeReader } from './reader.ts';

const open = async () => {
  const stack = await graphStack();
  const reader = makeReader({ graph: stack.graph, sleep: async () => {}, clock: stack.clock });
  const owners = makeMailboxOwners(reader);
  const users = stack.company.users.slice(0, 40);
  return { ...stack, owners, users, ids: users.map(({ id }) => asId<MailboxId>(id)) };
};

describe('[I11] the owners of mailboxes', () => {
  it('are told with their addresses in lower case, forty of them in one call', async () => {
    const { owners, ctx, users, ids, reports } = await open();
    const read = await owners.addressesOf(ctx, ids);
    if (!read.ok) throw new Error(read.error.type);
    expect(read.value.size).toBe(users.length);
    for (const { id, mail, userPrincipalName } of users) {
      const wanted = [mail, userPrincipalName].flatMap((each) => (each ? [each.toLowerCase()] : []));
      expect(new Set(read.value.get(asId(id)))).toEqual(new Set(wanted));
    }
    expect(reports).toHaveLength(1);
  });

  it('that Entra does not know have none', async () => {
    const { owners, ctx, ids } = await open();
    const unknown = asId<MailboxId>('00000000-0000-4000-8000-00000000dead');
    const read = await owners.addressesOf(ctx, [unknown, ...ids.slice(0, 1)]);
    expect(read.ok && [...read.value.keys()]).toEqual(ids.slice(0, 1));
  });
});
