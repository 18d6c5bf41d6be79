import type { Receiver, Sender } from 'rhea';
import type { Broker } from '../broker.ts';
import type { Entity } from '../entities.ts';
import { isGranted, putToken } from './cbs.ts';
import { type Condition, entityNotFound, notAllowed, notImplemented, unauthorized } from './conditions.ts';
import { attachInbound } from './inbound.ts';
import { manage } from './management.ts';
import { attachOutbound } from './outbound.ts';
import type { Peer } from './peer.ts';
import { serveRequests } from './requests.ts';
import { addressOf } from './rhea-parts.ts';
import { askedSession, attachSession } from './session-link.ts';

interface Target {
  readonly entity: Entity;
  readonly isManagement: boolean;
}

const management = /\/\$management$/i;
const isCbs = (address: string): boolean => address.toLowerCase() === '$cbs';

/** Finds what a link wants to attach to, or says why it may not. */
function resolve(broker: Broker, url: string, peer: Peer, address: string): Target | Condition {
  if (/\$transfer/i.test(address)) return notImplemented('A transfer dead-letter queue');
  const path = address.replace(management, '');
  const entity = broker.entity(path);
  if (entity === undefined) return entityNotFound(url, path);
  if (!isGranted(peer, entity.path))
    return unauthorized(`Unauthorized access: no token for '${entity.path}'.`);
  return { entity, isManagement: management.test(address) };
}

/** A client wants to send: to a queue, to its $management or to $cbs. Answers why it may not. */
export function routeInbound(broker: Broker, url: string, peer: Peer, link: Receiver): Condition | undefined {
  const address = addressOf(link.target);
  if (isCbs(address)) {
    link.set_target({ address });
    serveRequests(broker, peer, link, 'cbs', (request) => putToken(broker, url, peer, request));
    return undefined;
  }
  const target = resolve(broker, url, peer, address);
  if ('condition' in target) return target;
  const { entity, isManagement } = target;
  if (entity.isDeadLetter && !isManagement) {
    return notAllowed('Messages cannot be sent to a dead-letter queue.');
  }
  link.set_target({ address });
  if (isManagement) {
    serveRequests(broker, peer, link, 'management', (request) => manage(broker, entity, request));
  } else attachInbound(broker, entity, link);
  return undefined;
}

/** A client wants to receive: from a queue, or the answers of $management or $cbs. Answers why it may not. */
export function routeOutbound(broker: Broker, url: string, peer: Peer, link: Sender): Condition | undefined {
  const address = addressOf(link.source);
  const target = isCbs(address) ? undefined : resolve(broker, url, peer, address);
  if (target !== undefined && 'condition' in target) return target;
  const asked = askedSession(link);
  if (target !== undefined && !target.isManagement) {
    const { requiresSession } = target.entity.queue.rules;
    if (requiresSession && asked === undefined) {
      return notAllowed('An entity that requires sessions takes no receiver without a session.');
    }
    if (!requiresSession && asked !== undefined) {
      return notAllowed('A sessionful message receiver cannot be created on an entity without sessions.');
    }
  }
  link.set_source({ address });
  link.set_target({ address: addressOf(link.target) });
  if (target === undefined || target.isManagement) peer.answerLinks.add(link);
  else if (asked !== undefined) attachSession(broker, target.entity, peer, link, asked);
  else attachOutbound(broker, target.entity, peer, link);
  return undefined;
}
