import type { History } from './history/history.ts';
import { play } from './history/play.ts';
import { findings } from './invariants/all.ts';
import type { PortCall } from './world/gate.ts';
import type { Planted } from './world/instance.ts';

export interface Checked {
  readonly found: readonly string[];
  /** Faults that met a call; others never found theirs. */
  readonly struck: number;
}

/** Plays a history and says what is wrong afterwards; empty where all invariants hold. */
export const check = async (
  history: History,
  options: { readonly planted?: Planted; readonly onCall?: (call: PortCall) => void } = {},
): Promise<Checked> => {
  const played = await play(history, options);
  try {
    return { found: await findings(played), struck: played.world.struck.length };
  } finally {
    played.world.close();
  }
};
