import type { Counts } from '../loopback/counts.ts';
import type { Consumer } from './consumer.ts';
import type { Entity } from './entities.ts';
import type { QueueMessage } from './rules/message.ts';

/**
 * Shares out what can be delivered, one message a turn, so that several receivers get about the same number.
 * Messages are locked (or taken) here; the returned function hands them over, after they have been stored so.
 */
export function pump(entity: Entity, counts: Counts): () => void {
  admitSessions(entity);
  dismissLostSessions(entity);
  const handed: (readonly [Consumer, QueueMessage])[] = [];
  const ready = [...entity.consumers].map((consumer) => ({ consumer, room: consumer.room() }));
  for (let turn = ready.shift(); turn !== undefined; turn = ready.shift()) {
    const { consumer, room } = turn;
    const message = room > 0 ? receive(entity, consumer) : undefined;
    if (message === undefined) continue;
    handed.push([consumer, message]);
    entity.consumers.delete(consumer);
    entity.consumers.add(consumer);
    ready.push({ consumer, room: room - 1 });
  }
  counts.add('messagesDelivered', handed.length);
  return () => {
    for (const [consumer, message] of handed) consumer.hand(message);
  };
}

function receive(entity: Entity, consumer: Consumer): QueueMessage | undefined {
  const session = consumer.session?.id ?? null;
  return consumer.mode === 'peek-lock' ? entity.queue.lockNext(session) : entity.queue.takeNext(session);
}

function admitSessions(entity: Entity): void {
  for (const waiter of entity.sessionWaiters) {
    const lock = entity.queue.sessions.acceptNext(waiter.holder);
    if (lock === undefined) return;
    waiter.accept(lock);
  }
}

function dismissLostSessions(entity: Entity): void {
  for (const consumer of entity.consumers) {
    const { session } = consumer;
    if (session === null || entity.queue.sessions.isHeldBy(session.id, session.holder)) continue;
    entity.consumers.delete(consumer);
    consumer.sessionLost();
  }
}
