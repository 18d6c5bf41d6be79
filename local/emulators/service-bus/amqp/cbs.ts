import type { Message } from 'rhea';
import type { Broker } from '../broker.ts';
import { badRequest, entityNotFound, notImplemented, unauthorized } from './conditions.ts';
import { type Answer, failure, type Peer } from './peer.ts';

const looksValid: Readonly<Record<string, (token: string) => boolean>> = {
  'servicebus.windows.net:sastoken': (token) => token.startsWith('SharedAccessSignature '),
  jwt: (token) => token.split('.').length === 3,
};

/** `sb://127.0.0.1:5672/orders/$management` → `orders`. */
function pathOf(audience: string): string {
  const path = /^\w+:\/\/[^/]+\/?(.*)$/.exec(audience)?.[1] ?? audience;
  return path.replace(/\/?\$management$/i, '').replace(/\/$/, '');
}

/**
 * Claims-based security, put-token: a client presents a token for each entity before it attaches to it. The token's
 * kind and shape are checked, not its signature or time: any key works on the loopback.
 */
export function putToken(broker: Broker, url: string, peer: Peer, request: Message): Answer {
  const { operation, type, name } = request.application_properties ?? {};
  if (operation !== 'put-token') return failure(notImplemented(`The $cbs operation '${operation}'`));
  if (typeof name !== 'string') return failure(badRequest('put-token needs the audience as `name`.'));
  const isValid = looksValid[String(type)];
  if (isValid === undefined) return failure(badRequest(`Tokens of type '${type}' are unknown.`));
  if (!isValid(String(request.body))) return failure(unauthorized('InvalidSignature: this is no token.'));
  const path = pathOf(name);
  const entity = broker.entity(path);
  if (path !== '' && entity === undefined) return failure(entityNotFound(url, path));
  peer.granted.add(entity?.path ?? '');
  return { status: 202, description: 'Accepted' };
}

/** A token for the namespace covers all, one for a queue covers its dead-letter queue too. */
export const isGranted = (peer: Peer, path: string): boolean =>
  peer.granted.has('') || [...peer.granted].some((grant) => path === grant || path.startsWith(`${grant}/`));
