import { type Invalid, invalid, type NotFound, notFound } from '../kernel/failures.ts';
import type { Log } from '../kernel/log.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { purchaseHash } from './purchase.ts';
import type { PurchaseLookup } from './purchase-lookup.ts';
import type { AppStores } from './stores.ts';
import type { TellOwner, Told } from './tell-owner.ts';

export interface HearAppleDeps {
  readonly stores: AppStores;
  readonly lookup: PurchaseLookup;
  readonly tellOwner: TellOwner;
  readonly log: Log;
}

/**
 * [L5] A notification of the App Store: believed, since Apple has signed it. What nobody has handed in yet is kept until
 * somebody does, so that a refund in between is not missed. Done within the request: Apple repeats what is not answered.
 */
export const makeHearApple =
  ({ stores, lookup, tellOwner, log }: HearAppleDeps) =>
  async (
    signedPayload: string,
    correlationId: string,
  ): Promise<Result<Told | 'ignored', Invalid | NotFound>> => {
    if (stores.apple === undefined) return err(notFound);
    const read = await stores.apple.readNotification(signedPayload);
    if (!read.ok) return err(invalid({ pointer: '/signedPayload', rule: read.error }));
    if (read.value === undefined) return ok('ignored');
    const hash = purchaseHash(read.value);
    let told = await tellOwner(hash, read.value, correlationId);
    if (told === 'unknown') {
      const { reference: _inHash, accountToken: _nobodys, ...news } = read.value;
      await lookup.keepNews(hash, news);
      // Handed in meanwhile, it may have looked for news before there was any.
      told = await tellOwner(hash, news, correlationId);
      if (told !== 'unknown') await lookup.forgetNews(hash);
    }
    log('info', 'told by the app store', { correlationId, state: told });
    return ok(told);
  };
