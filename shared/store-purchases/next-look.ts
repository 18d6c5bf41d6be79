import { endOf, isRunning, purchaseAt } from './advance-purchase.ts';
import type { Purchase } from './purchase.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** A renewal is told of within minutes: after them nobody is asked of what has been heard. */
const graceForNewsMs = 10 * minute;
/** Of a year that was paid back a store may have told in vain, too. */
const longestMs = 30 * day;
/** Charging may take a store this long past the end, without a word that it could not. */
const chargingMs = 3 * day;
/** Stores go on trying, or let a subscription pause, for two or three months. */
const waitingMs = 100 * day;

/**
 * [L5] When a store is asked of a purchase unless it tells of it before, epoch ms and later than now: shortly after the end that
 * is known; once a day while it may come back. Undefined: it has ended, and if its buyer begins anew, the app hands that in.
 */
export const nextLook = (purchase: Purchase, now: number): number | undefined => {
  const { state, renews } = purchaseAt(purchase, now);
  const end = endOf(purchase);
  if (isRunning({ state })) return Math.min(end + graceForNewsMs, now + longestMs);
  if (isWaiting(state)) return now < end + waitingMs ? now + day : undefined;
  return state === 'expired' && renews && now < end + chargingMs ? now + day : undefined;
};

const isWaiting = (state: Purchase['state']): boolean => state === 'on-hold' || state === 'paused';
