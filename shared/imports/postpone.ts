import { fromIso, toIso } from '../kernel/clock.ts';
import type { MailboxResult } from './mailbox-result.ts';
import type { Later } from './run.ts';

/** A mailbox that a worker could not bring to its end. */
export interface OpenMailbox {
  /** What would be reported if it were given up now. */
  readonly result: MailboxResult;
  /** Epoch ms: Graph wants to be left alone so long. Absent: only the worker's time was up. */
  readonly postponedUntil?: number;
}

export interface Postponed {
  readonly later: readonly Later[];
  readonly givenUp: readonly MailboxResult[];
  /** Epoch ms when the first of those that are open is due; undefined: none is. */
  readonly nextAt: number | undefined;
}

/** 1, 2, 4 … minutes at least between the tries, two hours in all. */
const firstPauseMs = 60_000;
const maxTries = 8;
/** Whatever Graph asks for, a block comes to its end. */
const longestBlockMs = 10 * 3_600_000;

/** Decides for each mailbox that is still open whether it comes again, and when. */
export const postpone = (
  before: readonly Later[],
  open: readonly OpenMailbox[],
  { now, startedAt }: { readonly now: number; readonly startedAt: number },
): Postponed => {
  const worked = new Set(open.map(({ result }) => result.mailbox));
  const tried = new Map(before.map((each) => [each.mailbox, each.tries]));
  const later = before.filter(({ mailbox, notBefore }) => !worked.has(mailbox) && fromIso(notBefore) > now);
  const givenUp: MailboxResult[] = [];
  for (const { result, postponedUntil } of open) {
    const { mailbox } = result;
    const tries = (tried.get(mailbox) ?? 0) + (postponedUntil === undefined ? 0 : 1);
    const pause = firstPauseMs * 2 ** (tries - 1);
    const at = postponedUntil === undefined ? now : Math.max(postponedUntil, now + pause);
    if (tries >= maxTries || at > startedAt + longestBlockMs) givenUp.push(failed(result));
    else later.push({ mailbox, notBefore: toIso(at), tries });
  }
  const times = later.map(({ notBefore }) => fromIso(notBefore));
  return { later, givenUp, nextAt: times.length === 0 ? undefined : Math.min(...times) };
};

const failed = (result: MailboxResult): MailboxResult => ({
  reason: 'unavailable',
  ...result,
  state: 'failed',
});
