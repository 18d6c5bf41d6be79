import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import type { Transitions } from '../kernel/transitions.ts';
import { standings, storeNames } from './store-facts.ts';

/**
 * `cancelled`: does not renew, runs to its end. `on-hold`: ended because it could not be charged, may come back.
 * `revoked`: paid back. `replaced`: another purchase stands in its place.
 */
export const purchaseStates = [
  'trial',
  'active',
  'cancelled',
  'grace',
  'on-hold',
  'paused',
  'expired',
  'revoked',
  'replaced',
] as const;
export type PurchaseState = (typeof purchaseStates)[number];

/** [L4] A subscription that a user has bought in a store, as the store last told of it. No money, no name, no receipt. */
export const purchaseSchema = z.strictObject({
  userId: z.string(),
  store: z.enum(storeNames),
  /** Hash of the store's own reference; the receipt itself is kept nowhere, the reference in `purchase-reference.ts`. */
  hash: z.string(),
  productId: z.string(),
  state: z.enum(purchaseStates),
  /** As the store last said; `state` follows from it, from renewal and time. Absent: it runs. */
  standing: z.enum(standings).optional(),
  isTest: z.boolean(),
  isTrial: z.boolean(),
  /** All of these epoch ms, with the meaning of `StoreFacts`. */
  periodFrom: z.number(),
  asOf: z.number(),
  expiresAt: z.number(),
  renews: z.boolean(),
  isRetrying: z.boolean(),
  graceUntil: z.number().optional(),
  /** When it was last told of renewal within this period, which transactions alone do not; absent: not yet. */
  renewalAsOf: z.number().optional(),
  /** Epoch ms: when the store is asked if it has not told before, as an entry of `due-looks.ts` says; absent: not. */
  lookAt: z.number().optional(),
});
export type Purchase = z.infer<typeof purchaseSchema>;
export type PurchaseStore = EntityStore<Purchase>;

/** All of a user lie together. */
export const purchaseEntityId = ({ userId, hash }: Pick<Purchase, 'userId' | 'hash'>): string =>
  `${userId}~${hash}`;
export const purchasesOf = (userId: string): string => `${userId}~`;

/** Apple counts its test environment for itself, so its ids may be those of real purchases; a token of Google is single. */
type PurchaseReference = { readonly reference: string } & (
  | { readonly store: 'apple'; readonly isTest: boolean }
  | { readonly store: 'google' }
);

/** Hexadecimal, single over all companies. */
export const purchaseHash = (of: PurchaseReference): string => {
  const place = of.store === 'apple' && of.isTest ? 'apple test' : of.store;
  return createHash('sha256').update(`${place}|${of.reference}`).digest('hex');
};

const lasting = purchaseStates.filter((state) => state !== 'trial');

/**
 * Messages of stores are lost, late and out of order, so that each state can follow on any other; but a trial is had
 * once, and only a cancelled one comes back.
 */
export const purchaseTransitions: Transitions<PurchaseState> = {
  what: 'store purchase',
  moves: [
    ...purchaseStates.flatMap((from) => lasting.map((to) => ({ from, to }))),
    { from: 'cancelled', to: 'trial' },
  ],
};

/** Over time alone, with no word of the store. */
export const purchaseLapses: Transitions<PurchaseState> = {
  what: 'store purchase that nobody tells of',
  moves: (['trial', 'active', 'cancelled', 'grace'] as const).map((from) => ({ from, to: 'expired' })),
};
