import type { Run } from './run.ts';

/**
 * Of a run's blocks only so many are asked for at a time; the end of one asks for the next. An instance works on 4 blocks
 * at once (`maxConcurrentCalls` of host.json): a run of thousands of mailboxes leaves places for the others, and what
 * they ask for does not stand behind a hundred blocks of it.
 */
export const runWindow = 2;

/** How many blocks the beginning of a run asks for: the first ones. */
export const firstBlocks = ({ blocks }: Pick<Run, 'blocks'>): number => Math.min(runWindow, blocks);

/** After the end of a block: the number of the next one to ask for, and the run that has asked for it. */
export const askedOn = (run: Run): { readonly run: Run; readonly next?: number } => {
  const asked = run.blocksAsked ?? run.blocks;
  if (run.stoppedBy !== undefined || asked >= run.blocks) return { run };
  return { run: { ...run, blocksAsked: asked + 1 }, next: asked };
};

/** Nothing of it is under way any more, and nothing more is to come. */
export const isWorkedOff = ({ blocks, blocksDone, blocksAsked = blocks, stoppedBy }: Run): boolean =>
  blocksDone >= (stoppedBy === undefined ? blocks : blocksAsked);
