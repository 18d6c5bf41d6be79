import * as z from 'zod';
import type { Message } from '../kernel/messages.ts';

/** Body of the queue `source-refreshes`. */
export const refreshRequestSchema = z.strictObject({
  tenantId: z.guid(),
  correlationId: z.string(),
  sourceId: z.string().min(1),
  /** Reads everyone anew instead of what changed. */
  mode: z.literal('full').optional(),
  /** Counts up while the source cannot be read; 1 unless told. */
  attempt: z.int().min(1).optional(),
  /** Of a source that is gone: how many passwords its row counted; they go with it. */
  passwords: z.int().min(0).optional(),
});

export type RefreshRequest = z.infer<typeof refreshRequestSchema>;

export const refreshMessage = (
  sourceId: string,
  options: {
    readonly mode?: 'full' | undefined;
    readonly attempt?: number | undefined;
    readonly passwords?: number | undefined;
    /** Epoch ms. */
    readonly notBefore?: number | undefined;
  } = {},
): Message => ({
  queue: 'source-refreshes',
  body: {
    sourceId,
    ...(options.mode === undefined ? {} : { mode: options.mode }),
    ...(options.attempt === undefined ? {} : { attempt: options.attempt }),
    ...(options.passwords === undefined ? {} : { passwords: options.passwords }),
  },
  ...(options.notBefore === undefined ? {} : { notBefore: options.notBefore }),
});
