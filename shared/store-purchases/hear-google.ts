import * as z from 'zod';
import {
  type Invalid,
  invalid,
  type NotFound,
  notFound,
  type Unauthenticated,
  type Unavailable,
} from '../kernel/failures.ts';
import type { Log } from '../kernel/log.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { purchaseHash } from './purchase.ts';
import type { StoreFacts } from './store-facts.ts';
import type { AppStores } from './stores.ts';
import type { TellOwner, Told } from './tell-owner.ts';

/** Real-time developer notification, version 1; one of the parts beside the package is there. */
const notificationSchema = z.object({
  packageName: z.string(),
  subscriptionNotification: z
    .object({ notificationType: z.number(), purchaseToken: z.string().min(1).max(4096) })
    .optional(),
  voidedPurchaseNotification: z.object({ purchaseToken: z.string().min(1).max(4096) }).optional(),
});

/** SUBSCRIPTION_REVOKED: taken back before its end. */
const revokedType = 12;

export interface HearGoogleDeps {
  readonly stores: AppStores;
  readonly tellOwner: TellOwner;
  readonly log: Log;
}

/**
 * [L5] A push of Google: says only that something has changed, so the purchase is read anew. Of one that nobody has handed in
 * nothing is read or kept, as handing it in reads it after it can be told of.
 */
export const makeHearGoogle =
  ({ stores, tellOwner, log }: HearGoogleDeps) =>
  async (
    authorization: string | null,
    data: string,
    correlationId: string,
  ): Promise<Result<Told | 'ignored', Invalid | NotFound | Unauthenticated | Unavailable>> => {
    const { google } = stores;
    if (google === undefined) return err(notFound);
    const admitted = await google.admitPush(authorization);
    if (!admitted.ok) return admitted;
    const notification = parsed(data);
    if (notification === undefined)
      return err(invalid({ pointer: '/message/data', rule: 'store-not-genuine' }));
    if (notification.packageName !== google.packageName) {
      return err(invalid({ pointer: '/message/data', rule: 'store-other-app' }));
    }
    const { subscriptionNotification: subscription, voidedPurchaseNotification: voided } = notification;
    const token = (subscription ?? voided)?.purchaseToken;
    if (token === undefined) return ok('ignored');
    const isTakenBack = voided !== undefined || subscription?.notificationType === revokedType;
    let asked: StoreFacts | undefined;
    const ask = async () => {
      const read = await google.read(token);
      asked = read.ok ? read.value : undefined;
      return asked && isTakenBack ? takenBack(asked) : asked;
    };
    const hash = purchaseHash({ store: 'google', reference: token });
    const told = await tellOwner(hash, ask, correlationId);
    if (asked?.mustBeAcknowledged === true) await google.acknowledge(asked);
    log('info', 'told by google play', { correlationId, state: told });
    return ok(told);
  };

/** Google has one state for what has ended; that it was paid back is only in the message, and only counts with it. */
const takenBack = (facts: StoreFacts): StoreFacts =>
  facts.standing === 'ended' ? { ...facts, standing: 'revoked' } : facts;

const parsed = (data: string): z.infer<typeof notificationSchema> | undefined => {
  try {
    const text = Buffer.from(data, 'base64').toString('utf8');
    return notificationSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
