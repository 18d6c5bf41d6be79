import type { Import } from '../../../../shared/imports/import.ts';
import type { Block } from '../../../../shared/imports/run.ts';
import type { World } from '../world/world.ts';
import type { Invariant } from './invariant.ts';
import { kept } from './kept.ts';

/** Imports that wait for an administrator's word: no history gives it. */
export const heldBack = (world: World): ReadonlySet<string> =>
  new Set(
    kept<Import>(world, 'import')
      .filter(({ gate }) => gate !== undefined)
      .map(({ id }) => id),
  );

/** [I6] Nobody confirms anything in a history, so no mailbox loses more than five contacts and a fifth at once. */
export const deletionsAreAsked: Invariant = {
  name: 'I6: no run deletes much of a mailbox unasked',
  check: ({ world }) =>
    kept<Block>(world, 'block')
      .filter(({ mode }) => mode === 'fill')
      .flatMap(({ runId, results }) =>
        results.flatMap(({ deleted, updated, unchanged, failed }) => {
          const of = deleted + updated + unchanged + failed;
          return deleted <= 5 || deleted * 5 <= of
            ? []
            : [`run ${runId} deleted ${deleted} of ${of} contacts`];
        }),
      ),
};
