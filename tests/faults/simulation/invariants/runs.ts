import type { Block, Run } from '../../../../shared/imports/run.ts';
import { addResults, emptyTotals, isFinal } from '../../../../shared/imports/run.ts';
import type { Invariant } from './invariant.ts';
import { kept } from './kept.ts';

/** (I) */
export const runsAddUp: Invariant = {
  name: 'I: every run is final and its numbers add up',
  check: ({ world }) => {
    const blocks = Map.groupBy(kept<Block>(world, 'block'), ({ runId, layout }) => `${runId}~${layout}`);
    return kept<Run>(world, 'run').flatMap((run) => {
      const found: string[] = [];
      if (!isFinal(run.state)) return [`run ${run.id} is ${run.state}`];
      if (run.state !== 'completed' && run.state !== 'completed-with-errors') return [];
      const { totals } = run;
      if (totals.mailboxesDone + totals.mailboxesFailed !== totals.mailboxes)
        found.push(
          `run ${run.id}: ${totals.mailboxesDone} done, ${totals.mailboxesFailed} failed of ${totals.mailboxes}`,
        );
      if (run.blocksDone !== run.blocks)
        found.push(`run ${run.id}: ${run.blocksDone} of ${run.blocks} blocks`);
      const results = (blocks.get(`${run.id}~${run.layout}`) ?? []).flatMap((block) => block.results);
      const sum = addResults({ ...emptyTotals, mailboxes: totals.mailboxes }, results);
      if (results.length > 0 && JSON.stringify(sum) !== JSON.stringify(totals))
        found.push(
          `run ${run.id}: ${JSON.stringify(totals)} is not the sum of its results, ${JSON.stringify(sum)}`,
        );
      return found;
    });
  },
};

/**
 * (F) Work is lost where a message was dead-lettered, and nowhere else; but an instance whose clock is minutes wrong asks
 * for its relay too early, and if the queue fails it as well, its run is made up for a day later.
 */
export const nothingGetsStuck: Invariant = {
  name: 'F: no run is given up that nobody took from its queue',
  check: ({ world }) => {
    const isExcused = world.struck.some(
      ({ kind }) => kind === 'dead-lettered' || kind.startsWith('clock-minutes'),
    );
    return isExcused
      ? []
      : kept<Run>(world, 'run')
          .filter(({ reason }) => reason === 'stuck')
          .map(({ id }) => `run ${id} got stuck`);
  },
};
