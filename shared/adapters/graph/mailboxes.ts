import {
  type Mailboxes,
  type MailboxOperation,
  type MailboxOutcome,
  maxOperationsPerCall,
} from '../../imports/mailboxes.ts';
import type { Clock } from '../../kernel/clock.ts';
import { errorCode, type GraphAnswer, isSuccess } from './answer.ts';
import { type SubRequest, sendBatch } from './batch.ts';
import type { Graph } from './client.ts';
import { answerOf } from './mailbox-answers.ts';
import { envelopeRefusal, refusalOf, tokenRefusal } from './mailbox-refusals.ts';
import { requestOf } from './mailbox-requests.ts';

/** A part that Graph gave no answer to, or a connection that ended before one came. */
const noAnswer: MailboxOutcome = { status: 'uncertain', reason: 'no answer' };

function outcomeOf(
  operation: MailboxOperation,
  answer: GraphAnswer | undefined,
  clock: Clock,
): MailboxOutcome {
  if (answer === undefined) return noAnswer;
  // There was no photo to delete: the contact has none, as was wished.
  const isWithoutPhoto = operation.kind === 'delete-photo' && errorCode(answer) === 'ImageNotFound';
  if (!isSuccess(answer) && !isWithoutPhoto) return refusalOf(operation, answer, clock);
  const done = answerOf(operation, answer.body);
  return done === undefined
    ? { status: 'uncertain', reason: 'unreadable answer' }
    : { status: 'done', answer: done };
}

/** Mailboxes through Microsoft Graph v1.0: one `$batch` per `execute`, also for a single operation. */
export const makeMailboxes = (deps: { readonly graph: Graph; readonly clock: Clock }): Mailboxes => ({
  execute: async (ctx, operations) => {
    if (operations.length > maxOperationsPerCall)
      throw new Error(`at most ${maxOperationsPerCall} operations a call`);
    const requests = operations.map((operation) => requestOf(operation, deps.graph.origin));
    const sendable = requests.filter((request): request is SubRequest => request !== undefined);
    if (sendable.length === 0) return operations.map(() => ({ status: 'link-expired' }) as const);

    const sent = await sendBatch(deps.graph, ctx, sendable);
    const everyOne = (): MailboxOutcome | undefined => {
      if (!sent.ok)
        return sent.error.type === 'no-answer'
          ? { status: 'uncertain', reason: sent.error.reason }
          : tokenRefusal(sent.error);
      return sent.value.kind === 'refused' ? envelopeRefusal(sent.value.answer, deps.clock) : undefined;
    };
    const shared = everyOne();
    const parts = sent.ok && sent.value.kind === 'parts' ? sent.value.parts.values() : undefined;
    return operations.map((operation, index): MailboxOutcome => {
      if (requests[index] === undefined) return { status: 'link-expired' };
      return shared ?? outcomeOf(operation, parts?.next().value, deps.clock);
    });
  },
});
