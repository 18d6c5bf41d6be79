import type { androidpublisher_v3 } from '@googleapis/androidpublisher';
import { fromIso } from '../../kernel/clock.ts';
import type { Standing, StoreFacts } from '../../store-purchases/store-facts.ts';

type Subscription = androidpublisher_v3.Schema$SubscriptionPurchaseV2;

const standings: Readonly<Record<string, Standing>> = {
  SUBSCRIPTION_STATE_PENDING: 'pending',
  SUBSCRIPTION_STATE_ACTIVE: 'running',
  SUBSCRIPTION_STATE_IN_GRACE_PERIOD: 'running',
  SUBSCRIPTION_STATE_ON_HOLD: 'running',
  SUBSCRIPTION_STATE_CANCELED: 'running',
  SUBSCRIPTION_STATE_PAUSED: 'paused',
  SUBSCRIPTION_STATE_EXPIRED: 'ended',
  SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED: 'ended',
};

/** A purchase as Google has it, in our words; undefined where it is in a state that we do not know. `asOf`: epoch ms. */
export const factsOf = (token: string, purchase: Subscription, asOf: number): StoreFacts | undefined => {
  const { subscriptionState: state, lineItems, startTime, linkedPurchaseToken } = purchase;
  const standing = standings[state ?? ''];
  const item = lineItems?.[0];
  if (standing === undefined || item?.productId == null) return undefined;
  // A pending one has no times yet; in grace the end is the grace's.
  const expiresAt = item.expiryTime == null ? asOf : fromIso(item.expiryTime);
  const inGrace = state === 'SUBSCRIPTION_STATE_IN_GRACE_PERIOD';
  const accountToken = purchase.externalAccountIdentifiers?.obfuscatedExternalAccountId;
  return {
    store: 'google',
    reference: token,
    productId: item.productId,
    ...(accountToken == null ? {} : { accountToken }),
    isFamilyShared: false,
    isTest: purchase.testPurchase != null,
    periodFrom: startTime == null ? asOf : fromIso(startTime),
    asOf,
    expiresAt,
    isTrial: item.offerPhase?.freeTrial != null,
    standing,
    renewal: {
      renews: state !== 'SUBSCRIPTION_STATE_CANCELED' && item.autoRenewingPlan?.autoRenewEnabled === true,
      isRetrying: inGrace || state === 'SUBSCRIPTION_STATE_ON_HOLD',
      ...(inGrace ? { graceUntil: expiresAt } : {}),
    },
    ...(linkedPurchaseToken == null ? {} : { replaces: linkedPurchaseToken }),
    ...(purchase.acknowledgementState === 'ACKNOWLEDGEMENT_STATE_PENDING' && standing !== 'pending'
      ? { mustBeAcknowledged: true as const }
      : {}),
  };
};
