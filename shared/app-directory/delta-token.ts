import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Cipher } from '../kernel/cipher.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Shelf } from './app-access.ts';

/** Where a client stands: how far it has read each shelf that its user sees. */
const deltaSchema = z.strictObject({
  /** Epoch ms at which its round began: what went since is still reported for the horizon. */
  at: z.number(),
  /** Its pages were not all read yet. */
  isUnderWay: z.boolean(),
  view: z.string(),
  /** By shelf, in the order of their ids. */
  seqs: z.array(z.number()),
});
export type Delta = z.infer<typeof deltaSchema>;

const sorted = (shelves: readonly Shelf[]) => shelves.map(({ shelfId }) => shelfId).toSorted();

/** Other shelves are another view. */
export const viewOf = (shelves: readonly Shelf[]): string =>
  createHash('sha256').update(sorted(shelves).join()).digest('base64url').slice(0, 22);

export const seqsByShelf = (shelves: readonly Shelf[], { seqs }: Pick<Delta, 'seqs'>): Map<string, number> =>
  new Map(sorted(shelves).map((shelfId, n) => [shelfId, seqs[n] ?? 0]));

export const seqsOf = (shelves: readonly Shelf[], byShelf: ReadonlyMap<string, number>): number[] =>
  sorted(shelves).map((shelfId) => byShelf.get(shelfId) ?? 0);

/** Sealed with the tenant's key for this one user: nobody else's token opens, and none can be made up. */
export const makeDeltaTokens = ({ cipher }: { readonly cipher: Cipher }) => {
  const sealedAs = (userId: string) => ({ kind: 'app-delta', id: userId });
  return {
    seal: async (ctx: TenantContext, userId: string, delta: Delta): Promise<string> =>
      Buffer.from(await cipher.seal(ctx, sealedAs(userId), Buffer.from(JSON.stringify(delta)))).toString(
        'base64url',
      ),
    /** Undefined for whatever was not handed out to this user. */
    open: async (ctx: TenantContext, userId: string, token: string): Promise<Delta | undefined> => {
      try {
        const plain = await cipher.open(ctx, sealedAs(userId), Buffer.from(token, 'base64url'));
        return deltaSchema.parse(JSON.parse(Buffer.from(plain).toString()));
      } catch (error) {
        if (error instanceof ServiceError) throw error;
        return undefined;
      }
    },
  };
};

export type DeltaTokens = ReturnType<typeof makeDeltaTokens>;
