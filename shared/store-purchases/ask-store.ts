import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Purchase } from './purchase.ts';
import type { StoreFacts, StoreRefusal } from './store-facts.ts';
import type { AppStores } from './stores.ts';
import type { TellOwner, Told } from './tell-owner.ts';

export interface AskStoreDeps {
  readonly stores: AppStores;
  readonly tellOwner: TellOwner;
}

/**
 * Asks the store of a purchase and brings its answer home, as if it had told by itself. A refusal: it does not know the
 * purchase, or its answer proves nothing. Throws where the store cannot answer now.
 */
export const makeAskStore =
  ({ stores: { apple, google }, tellOwner }: AskStoreDeps) =>
  async (
    { correlationId }: TenantContext,
    { store, hash, isTest }: Purchase,
    reference: string,
  ): Promise<Told | StoreRefusal> => {
    if (store === 'apple') {
      const read = await apple?.ask?.({ reference, isTest });
      if (read === undefined) return 'store-unknown-purchase';
      return read.ok ? tellOwner(hash, read.value, correlationId) : read.error;
    }
    if (google === undefined) return 'store-unknown-purchase';
    const asked: { facts?: StoreFacts; refusal?: StoreRefusal } = {};
    const told = await tellOwner(
      hash,
      async () => {
        const read = await google.read(reference);
        if (!read.ok) asked.refusal = read.error;
        else asked.facts = read.value;
        return read.ok ? read.value : undefined;
      },
      correlationId,
    );
    if (asked.facts?.mustBeAcknowledged === true) await google.acknowledge(asked.facts);
    return asked.refusal ?? told;
  };

export type AskStore = ReturnType<typeof makeAskStore>;
