import type { QueueMessage } from '../../../../local/emulators/service-bus/rules/message.ts';
import { Queue } from '../../../../local/emulators/service-bus/rules/queue.ts';
import { deadLetterRules, queueRules } from '../../../../local/emulators/service-bus/rules/queue-options.ts';
import type { Envelope } from '../../../../shared/kernel/message-bus.ts';
import { queues as provisioned, type QueueName, queueNames } from '../../../../shared/kernel/messages.ts';
import type { Prng } from './prng.ts';
import type { Timeline } from './timeline.ts';

export interface NamedQueue {
  readonly name: QueueName;
  readonly queue: Queue;
  readonly dead: Queue;
}

/** The queues as they are provisioned, by the rules of the Service Bus emulator, on virtual time. */
export const makeQueues = (timeline: Timeline, prng: Prng) => {
  const clock = { now: timeline.now };
  let tokens = 0;
  let touched = true;
  const newToken = () => `lock-${++tokens}`;
  const sent: Envelope[] = [];
  const retries = new Map<string, number>();
  const named: readonly NamedQueue[] = queueNames.map((name) => {
    const { lockDurationSeconds, maxDeliveryCount, duplicateDetectionMinutes, defaultTtlDays } =
      provisioned[name];
    const rules = queueRules({
      name,
      lockDurationMs: lockDurationSeconds * 1000,
      maxDeliveryCount,
      duplicateDetectionWindowMs: duplicateDetectionMinutes * 60_000,
      defaultTtlMs: defaultTtlDays * 24 * 3_600_000,
      deadLetterOnExpiration: true,
    });
    const dead = new Queue(deadLetterRules(rules), { clock, newToken });
    return { name, dead, queue: new Queue(rules, { clock, newToken, deadLetters: dead }) };
  });
  const byName = new Map(named.map((each) => [each.name, each]));
  const of = (name: QueueName): NamedQueue => {
    const found = byName.get(name);
    if (found === undefined) throw new Error(`no queue ${name}`);
    return found;
  };

  const nextDue = () => Math.min(...named.map(({ queue }) => queue.nextDue()));

  return {
    named,
    of,
    /** Something can be delivered that could not before. */
    touch: () => {
      touched = true;
    },
    /** Whether something may have become deliverable since it was last asked. */
    hasNews: (): boolean => {
      const news = touched || nextDue() <= timeline.now();
      touched = false;
      return news;
    },
    /** Everything that was ever accepted, duplicates included. */
    sent: sent as readonly Envelope[],
    accept: (message: Envelope): void => {
      touched = true;
      sent.push(message);
      if (message.retry !== undefined) retries.set(`${message.queue} ${message.id}`, message.retry);
      of(message.queue).queue.enqueue({
        id: message.id,
        sessionId: null,
        content: Buffer.from(JSON.stringify(message.body)),
        dueAt: message.notBefore ?? null,
        ttlMs: null,
      });
    },
    /** How often a message was put off before. */
    retryOf: (name: QueueName, id: string) => retries.get(`${name} ${id}`) ?? 0,
    /** The same body once more, past duplicate detection. */
    repeat: ({ queue }: NamedQueue, { id, content }: QueueMessage): void => {
      touched = true;
      queue.enqueue({ id: `${id}-again`, sessionId: null, content, dueAt: null, ttlMs: null });
    },
    /** Queues in an order drawn anew, so that none is always served first. */
    shuffled: (): readonly NamedQueue[] => {
      const from = prng.below(named.length);
      return [...named.slice(from), ...named.slice(0, from)];
    },
    nextDue,
    /** Messages that are still to come to their end. */
    waiting: () => named.flatMap(({ queue }) => [...queue.peek(0, Number.POSITIVE_INFINITY, null)]),
    deadLetters: () =>
      named.flatMap(({ name, dead }) =>
        dead.peek(0, Number.POSITIVE_INFINITY, null).map((message) => ({ queue: name, message })),
      ),
  };
};

export type Queues = ReturnType<typeof makeQueues>;
