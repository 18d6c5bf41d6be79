import { type MailboxOutcome, maxOperationsPerMailbox } from './mailboxes.ts';

/** How one mailbox is dealt with that throttles or does not answer; it is told of each call's outcomes together. */
export interface Patience {
  /** Epoch ms before which nothing may be sent. */
  readonly wakeAt: number;
  /** Operations of this mailbox in one call. */
  readonly width: number;
  /** Why to leave it for later; undefined to go on, after `wakeAt`. */
  weigh(outcomes: readonly MailboxOutcome[], now: number): 'throttled' | 'unavailable' | undefined;
}

const maxFruitlessCalls = 6;
const firstDelayMs = 1000;
/** A longer wait gives the worker's place to others. */
const longestWaitMs = 60_000;
/** As many calls without throttling, then one operation more goes into a call. */
const callsToWiden = 8;

export const makePatience = (random: () => number): Patience => {
  let wakeAt = 0;
  let width = maxOperationsPerMailbox;
  let fruitless = 0;
  let smooth = 0;
  const backOff = () => firstDelayMs * 2 ** (fruitless - 1) * (0.75 + random() / 2);

  return {
    get wakeAt() {
      return wakeAt;
    },
    get width() {
      return width;
    },
    weigh: (outcomes, now) => {
      const throttles = outcomes.flatMap((each) => (each.status === 'throttled' ? [each.retryAfterMs] : []));
      const uncertain = outcomes.some((each) => each.status === 'uncertain');
      if (throttles.length === 0 && !uncertain) {
        fruitless = 0;
        smooth++;
        if (smooth % callsToWiden === 0) width = Math.min(maxOperationsPerMailbox, width + 1);
        return undefined;
      }
      const isFruitless = outcomes.every(
        (each) => each.status === 'throttled' || each.status === 'uncertain',
      );
      fruitless = isFruitless ? fruitless + 1 : 1;
      smooth = 0;
      if (throttles.length > 0) width = Math.max(1, Math.floor(width / 2));
      // A Retry-After of 0 is believed once.
      const own = uncertain || fruitless > 1 ? backOff() : 0;
      const waitMs = Math.max(own, ...throttles);
      wakeAt = now + Math.ceil(waitMs);
      const tooMuch = waitMs > longestWaitMs || fruitless > maxFruitlessCalls;
      return tooMuch ? (throttles.length > 0 ? 'throttled' : 'unavailable') : undefined;
    },
  };
};
