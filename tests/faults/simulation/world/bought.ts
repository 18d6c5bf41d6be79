import { stackApp } from '../../../../local/emulators/app-stores/stack-app.ts';
import { toIso } from '../../../../shared/kernel/clock.ts';
import type { StoreName } from '../../../../shared/store-purchases/store-facts.ts';
import type { PlaySubscription } from '../../../support/memory-play.ts';

/** A subscription as its store has it. All times are epoch ms. */
export interface Bought {
  readonly store: StoreName;
  readonly reference: string;
  readonly accountToken: string;
  readonly productId: string;
  readonly periodFrom: number;
  readonly expiresAt: number;
  readonly termMs: number;
  readonly renews: boolean;
  /** Could not be charged. */
  readonly graceUntil?: number | undefined;
  readonly standing: 'running' | 'revoked' | 'replaced';
  readonly replaces?: string;
  readonly acknowledged: boolean;
}

/** Whether its store lets the buyer use it, and until when. */
export const lastsUntil = ({ standing, expiresAt, graceUntil }: Bought): number | undefined =>
  standing === 'running' ? Math.max(expiresAt, graceUntil ?? expiresAt) : undefined;

export const appleTransaction = (bought: Bought, signedDate: number) => ({
  originalTransactionId: bought.reference,
  transactionId: bought.reference,
  bundleId: stackApp.bundleId,
  productId: bought.productId,
  purchaseDate: bought.periodFrom,
  expiresDate: bought.expiresAt,
  signedDate,
  type: 'Auto-Renewable Subscription',
  inAppOwnershipType: 'PURCHASED',
  environment: 'Production',
  quantity: 1,
  appAccountToken: bought.accountToken,
  ...(bought.standing === 'revoked' ? { revocationDate: signedDate, revocationReason: 0 } : {}),
});

export const appleRenewal = (bought: Bought, signedDate: number) => ({
  originalTransactionId: bought.reference,
  productId: bought.productId,
  autoRenewProductId: bought.productId,
  autoRenewStatus: bought.renews ? 1 : 0,
  isInBillingRetryPeriod: bought.graceUntil !== undefined,
  environment: 'Production',
  signedDate,
  ...(bought.graceUntil === undefined ? {} : { gracePeriodExpiresDate: bought.graceUntil }),
});

export const playSubscription = (bought: Bought, now: number): PlaySubscription => ({
  kind: 'androidpublisher#subscriptionPurchaseV2',
  subscriptionState: `SUBSCRIPTION_STATE_${playState(bought, now)}`,
  acknowledgementState: `ACKNOWLEDGEMENT_STATE_${bought.acknowledged ? 'ACKNOWLEDGED' : 'PENDING'}`,
  startTime: toIso(bought.periodFrom),
  externalAccountIdentifiers: { obfuscatedExternalAccountId: bought.accountToken },
  ...(bought.replaces === undefined ? {} : { linkedPurchaseToken: bought.replaces }),
  lineItems: [
    {
      productId: bought.productId,
      expiryTime: toIso(Math.max(bought.expiresAt, bought.graceUntil ?? bought.expiresAt)),
      autoRenewingPlan: { autoRenewEnabled: bought.renews },
    },
  ],
});

const playState = ({ standing, expiresAt, graceUntil, renews }: Bought, now: number): string => {
  if (standing !== 'running') return 'EXPIRED';
  if (graceUntil !== undefined) return graceUntil > now ? 'IN_GRACE_PERIOD' : 'ON_HOLD';
  if (expiresAt <= now) return 'EXPIRED';
  return renews ? 'ACTIVE' : 'CANCELED';
};
