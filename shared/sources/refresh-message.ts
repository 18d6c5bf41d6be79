import * as z from 'zod';
import { longestInvocationMs } from '../kernel/longest-invocation.ts';
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
  /** [S10] Of a list kept by hand: tells of its last edit, if nobody has. */
  edit: z.literal(true).optional(),
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

const editsTogetherMs = 10 * 60_000;

/** Comes when an edit of this moment has been told of, or never will be by its writer. One for all edits of ten minutes. */
export const editMessage = (sourceId: string, now: number): Message => {
  const span = Math.floor(now / editsTogetherMs);
  return {
    queue: 'source-refreshes',
    id: `edit-${sourceId}-${span}`,
    body: { sourceId, edit: true },
    notBefore: (span + 1) * editsTogetherMs + longestInvocationMs,
  };
};
