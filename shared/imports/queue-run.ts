import { toIso } from '../kernel/clock.ts';
import type { RunId } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import type { Import } from './import.ts';
import { emptyTotals, type Run, type RunTrigger, runIdAt } from './run.ts';
import type { Waiting } from './turns.ts';

/** The queue message that starts a run; attempts after the first come later. */
export const runMessage = (run: Pick<Run, 'id' | 'importId'>, attempt = 1, notBefore?: number): Message => ({
  queue: 'import-runs',
  id: `start-${run.id}-${attempt}`,
  body: { runId: run.id, importId: run.importId, attempt },
  ...(notBefore === undefined ? {} : { notBefore }),
});

/** Calls a run that waited for its turn. Without an id of its own: the first message of this run may be of the same hour. */
export const turnMessage = ({ runId, importId, attempt }: Waiting): Message => ({
  queue: 'import-runs',
  body: { runId, importId, attempt },
});

export interface QueuedRun {
  readonly imported: Import;
  /** Absent: another run is under way, and this one follows it. */
  readonly run?: Run;
}

/** What a hold kept from running is done by any run that comes. */
const withoutMissed = ({ missedAt: _missedAt, ...rest }: Import): Import => rest;

/**
 * A run of this import is asked for. One runs at a time: while one is under way the wish is kept with the import, and
 * several wishes become one run. Time and salt name the run, so that the same wish made twice is one.
 */
export const queueRun = (
  imported: Import,
  trigger: RunTrigger,
  now: number,
  salt: string,
  correlationId: string,
): QueuedRun => {
  const wanted = trigger === 'preview' ? imported : withoutMissed(imported);
  if (imported.activeRun !== undefined) return { imported: { ...wanted, pendingRun: trigger } };
  const { pendingRun: _pendingRun, ...rest } = wanted;
  const id: RunId = runIdAt(now, salt);
  const run: Run = {
    id,
    importId: imported.id,
    trigger,
    state: 'queued',
    requestedAt: toIso(now),
    contacts: 0,
    blocks: 0,
    blocksDone: 0,
    totals: emptyTotals,
    correlationId,
  };
  return { imported: { ...rest, activeRun: id }, run };
};
