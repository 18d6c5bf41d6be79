import * as z from 'zod';
import type { Envelope, MessageBus } from '../../kernel/message-bus.ts';
import { type QueueName, queueNames } from '../../kernel/messages.ts';
import { readTraceparent, type Traceparent } from '../../kernel/traceparent.ts';
import { fromColumns, toColumns } from './json-columns.ts';
import { type Row, type RowAction, toTransactionAction, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/**
 * The messages of a commit wait in a row beside the change they announce, until they are sent. The row also names the
 * tombstones that the commit left, because a transaction cannot delete under an ETag.
 */
export const outboxPrefix = 'outbox|';

const outboxSchema = z.strictObject({
  committedAt: z.number(),
  messages: z.array(
    z.strictObject({
      queue: z.enum(queueNames as [QueueName, ...QueueName[]]),
      id: z.string(),
      correlationId: z.string(),
      body: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      notBefore: z.number().optional(),
      traceparent: z
        .custom<Traceparent>((text) => readTraceparent(text) !== undefined)
        .optional()
        .catch(undefined),
      retry: z.number().int().optional(),
    }),
  ),
  tombstones: z.array(z.string()),
});

export type Outbox = z.infer<typeof outboxSchema>;

export const outboxAction = (commitId: string, outbox: Outbox): RowAction => ({
  kind: 'insert',
  key: `${outboxPrefix}${commitId}`,
  columns: { ...toColumns(outbox), commit: commitId },
});

export const readOutbox = (row: Row): Outbox => outboxSchema.parse(fromColumns(row.columns));

/** Sends what waits and then clears the row. Repeating it sends the same ids again, which the queues drop. */
export const flushOutbox = async (
  table: Table,
  bus: MessageBus,
  partition: string,
  key: string,
  outbox: Outbox,
): Promise<void> => {
  if (outbox.messages.length > 0) await bus.send(outbox.messages as readonly Envelope[]);
  const clear = [key, ...outbox.tombstones].map((each) =>
    toTransactionAction(partition, { kind: 'remove', key: each }),
  );
  // 404: the relay and the command met here, and the other one was faster.
  await whenStatus(() => table.submitTransaction(clear), { 404: undefined });
};
