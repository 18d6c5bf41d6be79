import {
  AutoRenewStatus,
  Environment,
  InAppOwnershipType,
  type JWSRenewalInfoDecodedPayload,
  type JWSTransactionDecodedPayload,
  OfferDiscountType,
  OfferType,
  Type,
} from '@apple/app-store-server-library';
import type { Renewal, Standing, StoreFacts } from '../../store-purchases/store-facts.ts';

/** A transaction in our words; undefined for what is no subscription. Apple's instants are epoch ms too. */
export const factsOf = (
  transaction: JWSTransactionDecodedPayload,
  renewal?: JWSRenewalInfoDecodedPayload,
): StoreFacts | undefined => {
  const { originalTransactionId, productId, purchaseDate, signedDate, expiresDate } = transaction;
  if (
    transaction.type !== Type.AUTO_RENEWABLE_SUBSCRIPTION ||
    originalTransactionId === undefined ||
    productId === undefined ||
    purchaseDate === undefined ||
    signedDate === undefined ||
    expiresDate === undefined
  ) {
    return undefined;
  }
  const token = transaction.appAccountToken?.toLowerCase();
  return {
    store: 'apple',
    reference: originalTransactionId,
    productId,
    ...(token === undefined ? {} : { accountToken: token }),
    isFamilyShared: transaction.inAppOwnershipType === InAppOwnershipType.FAMILY_SHARED,
    isTest: transaction.environment !== Environment.PRODUCTION,
    periodFrom: purchaseDate,
    asOf: Math.max(signedDate, renewal?.signedDate ?? signedDate),
    expiresAt: expiresDate,
    isTrial:
      transaction.offerType === OfferType.INTRODUCTORY_OFFER &&
      transaction.offerDiscountType === OfferDiscountType.FREE_TRIAL,
    standing: standingOf(transaction),
    ...(renewal === undefined ? {} : { renewal: renewalOf(renewal) }),
  };
};

const standingOf = ({ revocationDate, isUpgraded }: JWSTransactionDecodedPayload): Standing => {
  if (revocationDate !== undefined) return 'revoked';
  return isUpgraded === true ? 'replaced' : 'running';
};

const renewalOf = (info: JWSRenewalInfoDecodedPayload): Renewal => ({
  renews: info.autoRenewStatus === AutoRenewStatus.ON,
  isRetrying: info.isInBillingRetryPeriod === true,
  ...(info.gracePeriodExpiresDate === undefined ? {} : { graceUntil: info.gracePeriodExpiresDate }),
});
