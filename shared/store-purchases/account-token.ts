import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

const use = 'store account';
/** Purchases bear the token for years: it stays with the tenant's first data key, which is there as long as the tenant. */
const keyNumber = 1;

/**
 * [L5] The GUID that the app gives a store at a purchase (Apple's `appAccountToken`, Google's obfuscated account id):
 * always the same for a user, and nobody without the tenant's key can make it or tell whose it is.
 */
export const makeAccountTokenOf =
  ({ keyedHashes }: { readonly keyedHashes: KeyedHashes }) =>
  async (ctx: TenantContext, userId: string): Promise<string> => {
    const newest = await keyedHashes.keyedHash(ctx, use);
    const hashes = newest.keyNumber === keyNumber ? newest : await keyedHashes.keyedHash(ctx, use, keyNumber);
    const hex = hashes.hash(userId);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };

export type AccountTokenOf = ReturnType<typeof makeAccountTokenOf>;
