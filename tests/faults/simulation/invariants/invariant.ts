import type { Played } from '../history/play.ts';

/** Checked after every history; each finding says in words what is wrong. */
export interface Invariant {
  readonly name: string;
  readonly check: (played: Played) => readonly string[] | Promise<readonly string[]>;
}
