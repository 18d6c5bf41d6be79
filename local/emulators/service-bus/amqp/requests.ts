import type { EventContext, Message, Receiver } from 'rhea';
import type { Broker } from '../broker.ts';
import { badRequest } from './conditions.ts';
import { accepted, rejected } from './outcomes.ts';
import { type Answer, answer, type Peer } from './peer.ts';
import { decode, settle } from './rhea-parts.ts';

/** Requests to $cbs or $management come in on this link; each is answered on the link that it names. */
export function serveRequests(
  broker: Broker,
  peer: Peer,
  link: Receiver,
  names: 'cbs' | 'management',
  handle: (request: Message) => Answer,
): void {
  link.on('message', ({ message, delivery }: EventContext) => {
    if (delivery === undefined) return;
    broker.counts.add('transfers');
    const request = decode(message as unknown as Buffer);
    const answered = request !== undefined && answer(peer, request, handle(request), names);
    const unanswerable = badRequest('The transfer is no request, or no link waits under its reply-to.');
    settle(delivery, answered ? accepted() : rejected(unanswerable));
  });
}
