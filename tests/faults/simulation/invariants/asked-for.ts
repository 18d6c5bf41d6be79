import type { GraphCall } from '../../../../shared/adapters/graph/client.ts';
import type { Import } from '../../../../shared/imports/import.ts';
import { isFinal, type Run } from '../../../../shared/imports/run.ts';
import { fromIso } from '../../../../shared/kernel/clock.ts';
import type { Invariant } from './invariant.ts';
import { kept } from './kept.ts';

const writes = ({ path, method, body }: GraphCall): boolean => {
  if (path !== '/$batch') return method !== 'GET';
  const { requests = [] } = (body ?? {}) as { readonly requests?: readonly { readonly method: string }[] };
  return requests.some((request) => request.method !== 'GET');
};

/** [I6] Told apart by what all calls of a run have in common. */
export const previewsWriteNothing: Invariant = {
  name: 'I6: a preview writes nothing',
  check: ({ world }) => {
    // As they were asked for: what a run became later is what is in question.
    const asked = world.journal.flatMap(({ key, before, after }) =>
      key.startsWith('run|') && before === undefined && after?.values['form'] === 'json'
        ? [JSON.parse(String(after.values['json'])) as Run]
        : [],
    );
    const runs = Map.groupBy(asked, ({ correlationId }) => correlationId);
    const previews = new Set(
      [...runs].flatMap(([id, some]) => (some.every(({ trigger }) => trigger === 'preview') ? [id] : [])),
    );
    const wrote = world.graphCalls.filter(
      ({ correlationId, call }) => previews.has(correlationId) && writes(call),
    );
    return wrote.length === 0 ? [] : [`${wrote.length} calls of previews wrote`];
  },
};

/** [I6] */
export const confirmationsAreGiven: Invariant = {
  name: 'I6: only what was confirmed runs as confirmed',
  check: ({ world, truth }) =>
    kept<Run>(world, 'run')
      .filter(({ trigger, id }) => trigger === 'confirmed' && !truth.confirmed.has(id))
      .map(({ id }) => `run ${id} runs as confirmed and nobody was told so`),
};

/** For clocks that are minutes wrong. */
const marginMs = 15 * 60_000;

/** [L11] What was under way ends after its present blocks; nothing begins. */
export const pausedImportsRest: Invariant = {
  name: 'L11: a paused import does not run',
  check: ({ world }) => {
    const paused = new Map(
      kept<Import>(world, 'import').flatMap(({ id, pausedAt, state }) =>
        pausedAt === undefined || state === 'deleting' ? [] : [[id, fromIso(pausedAt)] as const],
      ),
    );
    return kept<Run>(world, 'run')
      .filter(({ importId, requestedAt, startedAt, state }) => {
        const since = paused.get(importId);
        if (since === undefined || !isFinal(state) || startedAt === undefined) return false;
        return Math.min(fromIso(requestedAt), fromIso(startedAt)) > since + marginMs;
      })
      .map(({ id, importId }) => `run ${id} of the paused import ${importId} began`);
  },
};
