import { decode } from './amqp/rhea-parts.ts';
import type { Broker } from './broker.ts';
import type { Entity } from './entities.ts';
import type { QueueMessage } from './rules/message.ts';

export interface QueueCounts {
  readonly name: string;
  /** Deliverable or locked, as the service counts. */
  readonly active: number;
  readonly scheduled: number;
  readonly deferred: number;
  readonly deadLetter: number;
  /** Of the active and deferred ones: those that a receiver holds. */
  readonly locked: number;
}

export interface PeekedMessage {
  readonly sequence: number;
  readonly id: string;
  /** JSON where the body is JSON, else text. */
  readonly body: unknown;
  readonly applicationProperties: Readonly<Record<string, unknown>>;
  readonly state: QueueMessage['state'];
  readonly locked: boolean;
  readonly deliveryCount: number;
  readonly sessionId: string | null;
  /** Epoch ms. */
  readonly enqueuedAt: number;
  /** Epoch ms; null unless scheduled. */
  readonly dueAt: number | null;
  readonly deadLetterReason: string | null;
  readonly deadLetterDescription: string | null;
}

/** What an operator's tool can do, in process. A queue's dead-letter queue is `name/$DeadLetterQueue`. Unknown names throw. */
export interface ServiceBusAdmin {
  queues(): readonly QueueCounts[];
  /** In order of their numbers. */
  peek(queue: string, max?: number): readonly PeekedMessage[];
  /** Puts dead letters (all, or those with the numbers given) back into their queue; answers how many. */
  resubmitDeadLetters(queue: string, sequences?: readonly number[]): number;
  /** Throws away every message of the queue or dead-letter queue, locked ones too; answers how many. */
  purge(queue: string): number;
}

export function makeAdmin(broker: Broker): ServiceBusAdmin {
  const find = (name: string): Entity => {
    const entity = broker.entity(name);
    if (entity === undefined) throw new Error(`no queue named ${name}`);
    return entity;
  };
  const all = (entity: Entity): readonly QueueMessage[] => entity.queue.peek(0, Infinity, null);
  return {
    queues: () =>
      broker
        .all()
        .filter((entity) => !entity.isDeadLetter)
        .map((entity) =>
          countsOf(entity.queue.rules.name, all(entity), all(find(`${entity.path}/$deadletterqueue`))),
        ),
    peek: (name, max = 100) => find(name).queue.peek(0, max, null).map(toPeeked),
    resubmitDeadLetters: (name, sequences) => {
      const entity = find(name);
      const dead = find(`${entity.path}/$deadletterqueue`);
      const chosen = all(dead).filter(
        ({ sequence }) => sequences === undefined || sequences.includes(sequence),
      );
      for (const message of chosen) {
        dead.queue.remove(message.sequence);
        entity.queue.resubmit(message);
      }
      broker.commit(entity);
      return chosen.length;
    },
    purge: (name) => {
      const entity = find(name);
      const messages = all(entity);
      for (const message of messages) entity.queue.remove(message.sequence);
      broker.commit(entity);
      return messages.length;
    },
  };
}

function countsOf(
  name: string,
  messages: readonly QueueMessage[],
  dead: readonly QueueMessage[],
): QueueCounts {
  const inState = (state: QueueMessage['state']) =>
    messages.filter((message) => message.state === state).length;
  return {
    name,
    active: inState('active'),
    scheduled: inState('scheduled'),
    deferred: inState('deferred'),
    deadLetter: dead.length,
    locked: messages.filter((message) => message.lock !== null).length,
  };
}

function toPeeked(message: QueueMessage): PeekedMessage {
  const decoded = decode(message.content);
  return {
    sequence: message.sequence,
    id: message.id,
    body: readBody(decoded?.body),
    applicationProperties: decoded?.application_properties ?? {},
    state: message.state,
    locked: message.lock !== null,
    deliveryCount: message.deliveryCount,
    sessionId: message.sessionId,
    enqueuedAt: message.enqueuedAt,
    dueAt: message.dueAt,
    deadLetterReason: message.deadLetter?.reason ?? null,
    deadLetterDescription: message.deadLetter?.description ?? null,
  };
}

function readBody(body: unknown): unknown {
  const content = typeof body === 'object' && body !== null && 'content' in body ? body.content : body;
  if (!Buffer.isBuffer(content)) return content;
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return content.toString('utf8');
  }
}
