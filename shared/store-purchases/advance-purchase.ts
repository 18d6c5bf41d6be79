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

/** What is told once is told again: a message that is repeated, late or overtaken changes nothing. */
const saysNothingNew = (known: Purchase, facts: EarlyNews): boolean =>
  facts.periodFrom < known.periodFrom || (facts.periodFrom === known.periodFrom && facts.asOf <= known.asOf);

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
    isTest,
    isTrial,
    periodFrom,
    asOf,
    expiresAt,
    ...renewal,
  };
};

/** The purchase after what a store has said of it; the very same object where it said nothing new. */
export const notePurchase = (known: Purchase, facts: EarlyNews, now: number): Purchase => {
  if (saysNothingNew(known, facts)) return known;
  const { productId, isTrial, periodFrom, asOf, expiresAt } = facts;
  const { graceUntil: _former, ...kept } = known;
  const renewal = facts.renewal ?? renewalKept(known, facts);
  const mayBeTrial = known.state === 'trial' || known.state === 'cancelled';
  const state = stateOf(facts, renewal, mayBeTrial, now);
  return {
    ...moved(purchaseTransitions, kept, state),
    productId,
    isTrial,
    periodFrom,
    asOf,
    expiresAt,
    ...renewal,
  };
};

/** A transaction alone does not tell of renewal: within its period what was told before still holds. */
const renewalKept = (known: Purchase, facts: EarlyNews): Renewal => {
  if (facts.periodFrom !== known.periodFrom) return { renews: true, isRetrying: false };
  const { renews, isRetrying, graceUntil } = known;
  return { renews, isRetrying, ...(graceUntil === undefined ? {} : { graceUntil }) };
};

const stateOf = (
  { standing, expiresAt, isTrial }: EarlyNews,
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
