import rhea, { type Sender } from 'rhea';
import type { Broker } from '../broker.ts';
import type { SessionWaiter } from '../consumer.ts';
import type { Entity } from '../entities.ts';
import type { SessionLock } from '../rules/sessions.ts';
import { noSession, refused } from './conditions.ts';
import { attachOutbound, clientTime } from './outbound.ts';
import { onDeparture, type Peer } from './peer.ts';
import { addressOf, senderParts, withholdAttach } from './rhea-parts.ts';

const sessionFilter = 'com.microsoft:session-filter';
const timeoutProperty = 'com.microsoft:timeout';
const defaultWaitMs = 60_000;

/** The session that a receiver asks for, id null for the next free one; undefined for an ordinary receiver. */
export function askedSession(link: Sender): { readonly id: string | null } | undefined {
  const filter: unknown = link.source?.filter;
  if (typeof filter !== 'object' || filter === null || !(sessionFilter in filter)) return undefined;
  const id: unknown = (filter as Record<string, unknown>)[sessionFilter];
  return { id: typeof id === 'string' ? id : null };
}

/** A receiver of one session: attached once it holds the session's lock. */
export function attachSession(
  broker: Broker,
  entity: Entity,
  peer: Peer,
  link: Sender,
  asked: { readonly id: string | null },
): void {
  const attach = withholdAttach(link);
  const holder = broker.newId();
  const accept = (lock: SessionLock): void => {
    const { local } = senderParts(link);
    const ticks = (BigInt(clientTime(broker, lock.until)) + 62_135_596_800_000n) * 10_000n;
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(ticks);
    link.set_source({ address: addressOf(link.source), filter: { [sessionFilter]: lock.sessionId } });
    local.attach.properties = { 'com.microsoft:locked-until-utc': rhea.types.wrap_long(bytes) };
    attachOutbound(broker, entity, peer, link, { id: lock.sessionId, holder });
    attach();
  };
  const refuse = (error: { condition: string; description: string }): void => {
    attach();
    link.close(error);
  };
  if (asked.id === null) {
    waitForSession(broker, entity, peer, link, { holder, accept }, () => refuse(noSession));
    return;
  }
  const accepted = entity.queue.sessions.accept(asked.id, holder);
  if (accepted.ok) accept(accepted.value);
  else refuse(refused(accepted.error));
}

/** The client says how long it is ready to wait; the time is its own, so this timer runs by the wall clock. */
function waitForSession(
  broker: Broker,
  entity: Entity,
  peer: Peer,
  link: Sender,
  { holder, accept }: SessionWaiter,
  giveUp: () => void,
): void {
  const waitMs = Number(link.properties?.[timeoutProperty] ?? defaultWaitMs);
  const waiter: SessionWaiter = {
    holder,
    accept: (lock) => {
      stopWaiting();
      accept(lock);
    },
  };
  const stopWaiting = (): boolean => {
    clearTimeout(timer);
    return entity.sessionWaiters.delete(waiter);
  };
  const timer = setTimeout(() => stopWaiting() && giveUp(), waitMs);
  timer.unref();
  // A peer that leaves before waits for our detach, which needs an attach before it.
  onDeparture(peer, link, () => stopWaiting() && link.open());
  entity.sessionWaiters.add(waiter);
  broker.deliver(entity);
}
