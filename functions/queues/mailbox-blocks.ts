import * as z from 'zod';
import type { makeSyncMailboxes } from '../../shared/imports/sync-mailboxes.ts';
import type { ImportId, RunId } from '../../shared/kernel/ids.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

const body = z.object({
  importId: z.string().transform((id) => id as ImportId),
  runId: z.string().transform((id) => id as RunId),
  layout: z.string().min(1),
  number: z.number().int().min(0),
});

/** [I5] Brings the mailboxes of one block to what the share says. */
export const registerMailboxBlocks = (
  app: QueueRegistry,
  deps: { readonly syncMailboxes: ReturnType<typeof makeSyncMailboxes>; readonly log: Log },
): void => onQueue(app, 'mailbox-blocks', body, deps.log, deps.syncMailboxes);
