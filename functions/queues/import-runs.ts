import * as z from 'zod';
import type { makeStartRun } from '../../shared/imports/start-run.ts';
import type { ImportId, RunId } from '../../shared/kernel/ids.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

const body = z.object({
  importId: z.string().transform((id) => id as ImportId),
  runId: z.string().transform((id) => id as RunId),
  attempt: z.number().int().min(1).default(1),
});

/** Lays a queued run out in blocks. */
export const registerImportRuns = (
  app: QueueRegistry,
  deps: { readonly startRun: ReturnType<typeof makeStartRun>; readonly log: Log },
): void => onQueue(app, 'import-runs', body, deps.log, deps.startRun);
