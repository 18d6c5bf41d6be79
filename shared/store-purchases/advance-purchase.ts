import { moved } from '../kernel/transitions.ts';
import {
  type Purchase,
  type PurchaseState,
  purchaseHash,
  purchaseLapses,
  purchaseTransitions,
} from './purchase.ts';
import type { EarlyNews } from './purchase-lookup.ts';
import type { Renewal, StoreFacts } from './store-facts.ts';

const entitling: readonly PurchaseState[] = ['trial', 'active', 'cancelled', 'grace'];

/** Whether the state lets its owner use the app while it lasts. */
export const isRunning = ({ state }: Pick<Purchase, 'state'>): boolean => entitling.includes(state);

/** Epoch ms, no longer included. */
export const endOf = ({ graceUntil, expiresAt }: Pick<Purchase, 'graceUntil' | 'expiresAt'>): number =>
  Math.max(expiresAt, graceUntil ?? expiresAt);

/** The purchase as it stands now: what nobody renewed has expired. */
export const purchaseAt = (purchase: Purchase, now: number): Purchase =>
  isRunning(purchase) && endOf(purchase) <= now ? moved(purchaseLapses, purchase, 'expired') : purchase;

/** A purchase that is told of for the first time. */
export const firstPurchase = (userId: string, facts: StoreFacts, now: number): Purchase => {
  const { store, productId, isTest, isTrial, periodFrom, asOf, expiresAt } = facts;
  const renewal = facts.renewal ?? { renews: true, isRetrying: false };
  return {
    userId,
    store,
    hash: purchaseHash(facts),
    productId,
    state: stateOf(facts, renewal, true, now),
    standing: facts.standing,
    isTest,
    isTrial,
    periodFrom,
    asOf,
    expiresAt,
    ...renewal,
    ...(facts.renewal === undefined ? {} : { renewalAsOf: asOf }),
  };
};

/**
 * The purchase after what a store has said of it; the very same object where it said nothing new: repeated, late or
 * overtaken. What is told with each word and what is told of renewal are put in order each by itself, as a transaction that a
 * device hands in is often younger than the notification on its way, and does not tell of renewal.
 */
export const notePurchase = (known: Purchase, facts: EarlyNews, now: number): Purchase => {
  if (facts.periodFrom < known.periodFrom) return known;
  const isLater = facts.periodFrom > known.periodFrom;
  const isYounger = isLater || facts.asOf > known.asOf;
  const tellsRenewal =
    facts.renewal !== undefined && (isLater || facts.asOf > (known.renewalAsOf ?? Number.NEGATIVE_INFINITY));
  if (!isYounger && !tellsRenewal) return known;
  const { productId, isTrial, periodFrom, asOf, expiresAt } = isYounger ? facts : known;
  const { graceUntil: _former, renewalAsOf, ...kept } = known;
  const renewal =
    tellsRenewal && facts.renewal !== undefined ? facts.renewal : isLater ? newPeriod : renewalOf(known);
  const toldAt = tellsRenewal ? facts.asOf : isLater ? undefined : renewalAsOf;
  const mayBeTrial = known.state === 'trial' || known.state === 'cancelled';
  const standing = isYounger ? facts.standing : (known.standing ?? 'running');
  const state = stateOf({ standing, expiresAt, isTrial }, renewal, mayBeTrial, now);
  return {
    ...moved(purchaseTransitions, kept, state),
    productId,
    standing,
    isTrial,
    periodFrom,
    asOf,
    expiresAt,
    ...renewal,
    ...(toldAt === undefined ? {} : { renewalAsOf: toldAt }),
  };
};

const newPeriod: Renewal = { renews: true, isRetrying: false };

const renewalOf = ({ renews, isRetrying, graceUntil }: Purchase): Renewal => ({
  renews,
  isRetrying,
  ...(graceUntil === undefined ? {} : { graceUntil }),
});

const stateOf = (
  { standing, expiresAt, isTrial }: Pick<EarlyNews, 'standing' | 'expiresAt' | 'isTrial'>,
  { renews, isRetrying, graceUntil }: Renewal,
  mayBeTrial: boolean,
  now: number,
): PurchaseState => {
  if (standing === 'revoked' || standing === 'replaced' || standing === 'paused') return standing;
  if (standing === 'ended' || standing === 'pending') return 'expired';
  if (expiresAt <= now) {
    if (graceUntil !== undefined && graceUntil > now) return 'grace';
    return isRetrying ? 'on-hold' : 'expired';
  }
  if (graceUntil !== undefined && isRetrying) return 'grace';
  if (!renews) return 'cancelled';
  return isTrial && mayBeTrial ? 'trial' : 'active';
};
