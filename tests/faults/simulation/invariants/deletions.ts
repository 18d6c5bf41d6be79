import type { Block, Run } from '../../../../shared/imports/run.ts';
import type { Invariant } from './invariant.ts';
import { kept } from './kept.ts';

/** [I6] Unless it was confirmed, no mailbox loses more than five contacts and a fifth at once. */
export const deletionsAreAsked: Invariant = {
  name: 'I6: no run deletes much of a mailbox unasked',
  check: ({ world }) => {
    const confirmed = new Map<string, number>(
      kept<Run>(world, 'run').flatMap(({ id, confirmed: given }) =>
        given?.kind === 'contacts' ? [[id, given.deletions] as const] : [],
      ),
    );
    return kept<Block>(world, 'block')
      .filter(({ mode }) => mode === 'fill')
      .flatMap(({ runId, results }) =>
        results.flatMap(({ deleted, updated, unchanged, failed }) => {
          const of = deleted + updated + unchanged + failed;
          return deleted <= Math.max(5, confirmed.get(runId) ?? 0) || deleted * 5 <= of
            ? []
            : [`run ${runId} deleted ${deleted} of ${of} contacts`];
        }),
      );
  },
};
