import type { Connection, Message, Sender, Session } from 'rhea';
import rhea from 'rhea';
import type { Condition } from './conditions.ts';
import { addressOf, sendSettled } from './rhea-parts.ts';

/** One connected client: what it may use, where its answers go, what is to be undone when it leaves. */
export interface Peer {
  /** Entity paths for which it has put a token. */
  readonly granted: Set<string>;
  /** Its links that wait for answers of $cbs and $management. */
  readonly answerLinks: Set<Sender>;
  /** By AMQP session and link name: ends a receiver's hold on its queue. */
  readonly departures: Map<Session, Map<string, () => void>>;
}

export type Peers = Map<Connection, Peer>;

export function peerOf(peers: Peers, connection: Connection): Peer {
  const peer = peers.get(connection) ?? { granted: new Set(), answerLinks: new Set(), departures: new Map() };
  peers.set(connection, peer);
  return peer;
}

export function onDeparture(peer: Peer, link: Sender, leave: () => void): void {
  const ofSession = peer.departures.get(link.session) ?? new Map<string, () => void>();
  peer.departures.set(link.session, ofSession.set(link.name, leave));
}

export function depart(peer: Peer, session: Session, linkName?: string): void {
  const ofSession = peer.departures.get(session);
  for (const [name, leave] of ofSession ?? []) {
    if (linkName !== undefined && name !== linkName) continue;
    ofSession?.delete(name);
    leave();
  }
}

export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly condition?: string;
  readonly body?: unknown;
}

export const failure = ({ status, condition, description }: Condition): Answer => ({
  status,
  condition,
  description,
});

/** Answers a request of $cbs or $management; false when the client has no link under its reply-to. */
export function answer(peer: Peer, request: Message, reply: Answer, names: 'cbs' | 'management'): boolean {
  const replyTo: unknown = request.reply_to;
  const link = [...peer.answerLinks].find(
    (candidate) => candidate.name === replyTo || addressOf(candidate.target) === replyTo,
  );
  if (link === undefined || !link.is_open()) return false;
  const cbs = names === 'cbs';
  sendSettled(
    link,
    rhea.message.encode({
      correlation_id: request.message_id,
      application_properties: {
        [cbs ? 'status-code' : 'statusCode']: rhea.types.wrap_int(reply.status),
        [cbs ? 'status-description' : 'statusDescription']: reply.description,
        ...(reply.condition === undefined
          ? {}
          : { [cbs ? 'error-condition' : 'errorCondition']: rhea.types.wrap_symbol(reply.condition) }),
      },
      body: reply.body,
    }),
  );
  return true;
}
