import type { Run } from './run.ts';

/**
 * Of a run's blocks only so many are asked for at a time (turns.ts says how many); the end of one asks for the next. What
 * others ask for does not stand behind the hundred blocks of a run of thousands of mailboxes.
 *
 * After the end of a block: the number of the next one to ask for, and the run that has asked for it.
 */
export const askedOn = (run: Run): { readonly run: Run; readonly next?: number } => {
  const asked = run.blocksAsked ?? run.blocks;
  if (run.stoppedBy !== undefined || asked >= run.blocks) return { run };
  return { run: { ...run, blocksAsked: asked + 1 }, next: asked };
};

/** Nothing of it is under way any more, and nothing more is to come. */
export const isWorkedOff = ({ blocks, blocksDone, blocksAsked = blocks, stoppedBy }: Run): boolean =>
  blocksDone >= (stoppedBy === undefined ? blocks : blocksAsked);
