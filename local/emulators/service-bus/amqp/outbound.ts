import type { Delivery, EventContext, Sender } from 'rhea';
import { systemClock } from '../../../../shared/kernel/clock.ts';
import type { Broker } from '../broker.ts';
import type { Consumer } from '../consumer.ts';
import type { Entity } from '../entities.ts';
import type { QueueMessage } from '../rules/message.ts';
import { refused } from './conditions.ts';
import { encodeMessage } from './content.ts';
import { fromDeliveryTag, toDeliveryTag } from './lock-token.ts';
import { accepted, rejected } from './outcomes.ts';
import { onDeparture, type Peer } from './peer.ts';
import { answerDrains, senderParts, sendSettled, sessionParts, settle } from './rhea-parts.ts';
import { type Outcome, outcomes, settlementOf } from './settlement.ts';

/**
 * Locks end by the broker's clock, but the client renews them by its own. What it is told is therefore the time left,
 * counted from its own now; the two differ only while somebody moves the broker's clock by hand.
 */
export const clientTime = (broker: Broker, at: number): number =>
  systemClock.now() + (at - broker.clock.now());

/** A client's receiving link becomes a consumer of the queue until it leaves. */
export function attachOutbound(
  broker: Broker,
  entity: Entity,
  peer: Peer,
  link: Sender,
  session: Consumer['session'] = null,
): void {
  const mode = link.snd_settle_mode === 1 ? 'receive-and-delete' : 'peek-lock';
  senderParts(link).local.attach.snd_settle_mode = link.snd_settle_mode;
  senderParts(link).local.attach.rcv_settle_mode = link.rcv_settle_mode;
  const { room, queued } = roomOf(link);
  const consumer: Consumer = {
    mode,
    session,
    room,
    hand: (message) => {
      broker.counts.add('transfers');
      const payload = encode(broker, message);
      const token = message.lock?.token;
      queued(token === undefined ? sendSettled(link, payload) : link.send(payload, toDeliveryTag(token), 0));
    },
    sessionLost: () => link.close(refused('session-lock-lost')),
  };
  entity.consumers.add(consumer);
  onDeparture(peer, link, () => {
    entity.consumers.delete(consumer);
    // Locks of a receiver that has gone run on until they expire: it may still settle through $management.
    if (session !== null) entity.queue.sessions.release(session.id, session.holder);
    broker.commit(entity);
  });
  answerDrains(link);
  link.on('sender_flow', () => broker.commit(entity));
  link.on('sender_draining', () => {
    broker.deliver(entity);
    link.set_drained(true);
  });
  for (const outcome of outcomes) {
    link.on(
      outcome,
      ({ delivery }: EventContext) => delivery && onOutcome(broker, entity, delivery, outcome),
    );
  }
}

const encode = (broker: Broker, message: QueueMessage): Buffer => {
  const until = message.lock === null || message.lock.until === Infinity ? null : message.lock.until;
  return encodeMessage(message, {
    lockedUntil: until === null ? null : clientTime(broker, until),
    earlierDeliveries: message.deliveryCount - 1,
  });
};

function onOutcome(broker: Broker, entity: Entity, delivery: Delivery, outcome: Outcome): void {
  const token = fromDeliveryTag(delivery.tag);
  const held = entity.queue.held(token);
  const settled = held.ok
    ? broker.settle(entity, token, settlementOf(outcome, delivery.remote_state, held.value.content))
    : held;
  settle(delivery, settled.ok ? accepted() : rejected(refused(settled.error)));
}

/** Credit less what is queued but not yet written, which rhea has not taken off, within the session's buffer. */
function roomOf(link: Sender): { room: () => number; queued: (delivery: Delivery) => void } {
  const { outgoing } = sessionParts(link.session);
  const unwritten: number[] = [];
  return {
    room: () => {
      while ((unwritten[0] ?? Infinity) < outgoing.next_pending_delivery) unwritten.shift();
      return link.is_open() ? Math.min(senderParts(link).credit - unwritten.length, outgoing.available()) : 0;
    },
    queued: (delivery) => void unwritten.push(delivery.id),
  };
}
