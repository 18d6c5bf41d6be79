import * as z from 'zod';
import {
  type DiscardReason,
  discardReasons,
  type makeDiscardDeadLetter,
} from '../../shared/dead-letters/discard-dead-letter.ts';
import { idsIn, messageIdOf, tenantOf } from '../../shared/dead-letters/letter-ids.ts';
import type { makeListDeadLetters } from '../../shared/dead-letters/list-dead-letters.ts';
import type { makeReplayDeadLetter } from '../../shared/dead-letters/replay-dead-letter.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { noContent } from '../../shared/http/reply.ts';
import { type DeadLetter, deadLetterReasons } from '../../shared/kernel/dead-letters.ts';
import { type QueueName, queueNames } from '../../shared/kernel/messages.ts';
import { ok } from '../../shared/kernel/result.ts';

export interface DeadLetterRouteDeps {
  readonly listDeadLetters: ReturnType<typeof makeListDeadLetters>;
  readonly replayDeadLetter: ReturnType<typeof makeReplayDeadLetter>;
  readonly discardDeadLetter: ReturnType<typeof makeDiscardDeadLetter>;
}

const queue = z
  .enum(queueNames as readonly [QueueName, ...QueueName[]])
  .meta({ description: 'Name of a queue.' });
const params = z.strictObject({
  queue,
  sequenceNumber: z.string().regex(/^\d{1,19}$/),
});

/** What each reason says, and what to look at. */
const descriptions: Readonly<Record<(typeof deadLetterReasons)[number], string>> = {
  'too-many-deliveries': 'Its handling failed until the queue gave up: the log names the error.',
  expired: 'Nobody handled it before its time was over.',
  'too-large': 'Its head is larger than the service allows.',
  other: 'The service gave another reason.',
};

const letterView = z
  .strictObject({
    queue,
    sequenceNumber: z.string(),
    messageId: z.string().optional(),
    tenantId: z.guid().optional().meta({ description: 'Absent: it names none, and can only be discarded.' }),
    reason: z.enum(deadLetterReasons),
    description: z.string(),
    deliveryCount: z.number().int(),
    enqueuedAt: z.string().meta({ description: 'When it entered its queue.' }),
    ids: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .meta({ description: 'Ids and numbers of its body; nothing else of it is shown.' }),
  })
  .meta({ id: 'DeadLetter' });

const viewOf = (letter: DeadLetter) => {
  const { sequenceNumber, reason, deliveryCount, enqueuedAt } = letter;
  const messageId = messageIdOf(letter);
  const tenant = tenantOf(letter);
  return {
    queue: letter.queue,
    sequenceNumber,
    ...(messageId === undefined ? {} : { messageId }),
    ...(tenant === undefined ? {} : { tenantId: tenant }),
    reason,
    description: descriptions[reason],
    deliveryCount,
    enqueuedAt,
    ids: idsIn(letter),
  };
};

const access = { roles: ['Operator'] } as const;
const tag = 'Operator';
const path = '/v1/operator/dead-letters';

/** For the operator's staff: messages that their queues have given up, of all tenants. */
export const deadLetterRoutes = (deps: DeadLetterRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'listDeadLetters',
    method: 'GET',
    path,
    summary: 'List the messages that their queues have given up',
    tag,
    access,
    paged: true,
    query: z.strictObject({ queue: queue.optional() }),
    replies: { 200: listOf(letterView) },
    errors: ['invalid'],
    handler: async ({ query, page }) =>
      ok(listReply(page, await deps.listDeadLetters(page.request, query.queue), viewOf)),
  }),
  defineRoute({
    operationId: 'replayDeadLetter',
    method: 'POST',
    path: `${path}/{queue}/{sequenceNumber}/replay`,
    summary: 'Send a dead letter to its queue again',
    description: 'Recorded in the audit trail of the company whose message it is.',
    tag,
    access,
    params,
    replies: { 204: z.undefined() },
    errors: ['not-found', 'conflict'],
    handler: async ({ ctx, params }) => {
      const done = await deps.replayDeadLetter(ctx, params);
      return done.ok ? ok(noContent()) : done;
    },
  }),
  defineRoute({
    operationId: 'discardDeadLetter',
    method: 'DELETE',
    path: `${path}/{queue}/{sequenceNumber}`,
    summary: 'Give a dead letter up for good',
    description: 'Recorded, with the reason, in the audit trail of the company whose message it is.',
    tag,
    access,
    params,
    query: z.strictObject({
      reason: z
        .enum(discardReasons as readonly [DiscardReason, ...DiscardReason[]])
        .meta({ description: 'Why it will not be needed any more.' }),
    }),
    replies: { 204: z.undefined() },
    errors: ['invalid', 'not-found', 'conflict'],
    handler: async ({ ctx, params, query }) => {
      const done = await deps.discardDeadLetter(ctx, params, query.reason);
      return done.ok ? ok(noContent()) : done;
    },
  }),
];
