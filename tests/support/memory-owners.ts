import type { MailboxOwners } from '../../shared/imports/mailbox-owner.ts';
import type { MailboxId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { DirectoryFailure } from '../../shared/sources/directory.ts';

/** E-mail addresses of the owners of mailboxes, as the test sets them, and how often they were asked for. */
export const makeMemoryOwners = () => {
  const addresses = new Map<MailboxId, readonly string[]>();
  const asked = { times: 0, failure: undefined as DirectoryFailure | undefined };
  const owners: MailboxOwners = {
    addressesOf: async (_ctx, ids) => {
      asked.times++;
      if (asked.failure !== undefined) return err(asked.failure);
      return ok(new Map(ids.map((id) => [id, addresses.get(id) ?? []])));
    },
  };
  return { owners, addresses, asked };
};
