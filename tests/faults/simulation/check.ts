import type { History } from './history/history.ts';
import { type Played, type PlayOptions, play } from './history/play.ts';
import { findings } from './invariants/all.ts';

export interface Checked {
  readonly found: readonly string[];
  /** Faults that met a call; others never found theirs. */
  readonly struck: number;
  /** To mailboxes: when the faults had ended, and after each night that was played. */
  readonly requests: readonly number[];
}

export interface CheckOptions extends Omit<PlayOptions, 'isEnough'> {
  /** Ends after the first undisturbed night after which all invariants hold; otherwise all nights are played. */
  readonly hasty?: boolean;
}

/** Plays a history and says what is wrong afterwards; empty where all invariants hold. */
export const check = async (
  history: History,
  { hasty = false, ...options }: CheckOptions = {},
): Promise<Checked> => {
  let found: readonly string[] | undefined;
  const isEnough = async (played: Played) => {
    found = await findings(played);
    return found.length === 0;
  };
  const { stackTraceLimit } = Error;
  // Failed calls are the work here, by the hundred: writing down where each came from takes a sixth of the time.
  Error.stackTraceLimit = 0;
  try {
    const played = await play(history, hasty ? { ...options, isEnough } : options);
    found ??= await findings(played);
    played.world.close();
    return { found, struck: played.world.struck.length, requests: played.requests };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};
