import type { RecordAct } from '../audit/act.ts';
import type { Commit } from '../kernel/commit.ts';
import type { DeadLetters, HeldDeadLetter } from '../kernel/dead-letters.ts';
import { type Conflict, conflict, type NotFound, notFound } from '../kernel/failures.ts';
import type { Message, QueueName } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { idsIn, messageIdOf, tenantOf } from './letter-ids.ts';

/** Names one dead letter. */
export interface LetterName {
  readonly queue: QueueName;
  readonly sequenceNumber: string;
}

export interface DeadLetterDeps {
  readonly deadLetters: DeadLetters;
  readonly recordAct: RecordAct;
  readonly commit: Commit;
  /** Nothing may be kept of this tenant: it is gone, or being erased. */
  readonly hasLeft: (ctx: TenantContext) => Promise<boolean>;
}

export const takeLetter = async (
  { deadLetters }: DeadLetterDeps,
  { queue, sequenceNumber }: LetterName,
): Promise<Result<HeldDeadLetter, NotFound | Conflict>> => {
  const held = await deadLetters.take(queue, sequenceNumber);
  if (held === undefined) return err(notFound);
  return held === 'held' ? err(conflict('dead-letter-held')) : ok(held);
};

/**
 * The operator's act in the trail of the tenant whose message it was, in one commit with what it sends. The correlation is
 * the message's own, so that its story stays one. What names no tenant, or one of which
 * no row may stay, is an act in the operator's own trail.
 */
export const commitAct = async (
  deps: DeadLetterDeps,
  ctx: TenantContext,
  held: HeldDeadLetter,
  details: Readonly<Record<string, string>>,
  messages: readonly Message[] = [],
): Promise<void> => {
  const { letter } = held;
  const { correlationId } = idsIn(letter);
  const operator: TenantContext = {
    ...ctx,
    actor: 'oid' in ctx.actor ? { kind: 'operator', oid: ctx.actor.oid } : ctx.actor,
    correlationId: typeof correlationId === 'string' ? correlationId : ctx.correlationId,
  };
  const customer: TenantContext = { ...operator, tenantId: tenantOf(letter) ?? ctx.tenantId };
  const actIn = (by: TenantContext) =>
    deps.recordAct(by, {
      subject: 'dead-letter',
      subjectId: `${letter.queue}/${letter.sequenceNumber}`,
      details: { queue: letter.queue, messageId: messageIdOf(letter) ?? '', ...details },
    });
  if (await deps.hasLeft(customer)) {
    await must(deps.commit(operator, [actIn(operator)]));
    if (messages.length > 0) await must(deps.commit(customer, [], messages));
  } else await must(deps.commit(customer, [actIn(customer)], messages));
};

const must = async (commit: ReturnType<Commit>): Promise<void> => {
  if (!(await commit).ok) throw new ServiceError('table storage');
};
