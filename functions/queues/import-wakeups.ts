import * as z from 'zod';
import type { makeWakeImports } from '../../shared/imports/wake-imports.ts';
import type { ImportId } from '../../shared/kernel/ids.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

const body = z.object({
  importId: z
    .string()
    .transform((id) => id as ImportId)
    .optional(),
});

/** Makes up for runs that were missed while something held imports. */
export const registerImportWakeups = (
  app: QueueRegistry,
  deps: { readonly wakeImports: ReturnType<typeof makeWakeImports>; readonly log: Log },
): void => onQueue(app, 'import-wakeups', body, deps.log, deps.wakeImports);
