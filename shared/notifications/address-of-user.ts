import type { MailboxOwners } from '../imports/mailbox-owner.ts';
import { asId, type MailboxId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { MailRefused } from './mailer.ts';

export type AddressOfUser = (ctx: TenantContext, userId: string) => Promise<Result<string, MailRefused>>;

/**
 * The mail address of a user, else his user principal name, by Entra object id. What keeps the directory from telling may
 * pass, a withdrawn consent too; a user who is gone or has no address does not come back.
 */
export const makeAddressOfUser =
  (owners: MailboxOwners): AddressOfUser =>
  async (ctx, userId) => {
    const id = asId<MailboxId>(userId);
    const read = await owners.addressesOf(ctx, [id]);
    if (!read.ok) {
      const { error } = read;
      return err({
        type: 'mail-refused',
        permanent: false,
        code: `address-${error.type}`,
        ...(error.type === 'throttled' ? { retryAfterSeconds: error.retryAfterSeconds } : {}),
      });
    }
    const address = read.value.get(id)?.[0];
    return address === undefined
      ? err({ type: 'mail-refused', permanent: true, code: 'no-address' })
      : ok(address);
  };
