import rhea, { type Delivery, type Message, type Sender, type Session } from 'rhea';

/** The parts of rhea 3.0 that a broker needs and its typings leave out. */
export interface SenderParts {
  /** As the peer last granted it, less what has been written; queued transfers are not yet taken off. */
  credit: number;
  delivery_count: number;
  readonly local: {
    readonly attach: {
      source?: unknown;
      target?: unknown;
      properties?: unknown;
      snd_settle_mode?: number;
      rcv_settle_mode?: number;
      max_message_size?: number;
    };
  };
  readonly state: { local_open: boolean; open_requests: number };
  _draining: boolean;
  _get_drain(): boolean;
}

interface SessionParts {
  readonly outgoing: { available(): number; readonly next_pending_delivery: number };
  output(performative: unknown): void;
  on_transfer(frame: { performative: { message_format?: number | null } }): void;
}

interface ConnectionParts {
  _register(): void;
}

interface DeliveryParts {
  settled: boolean;
  remote_settled: boolean;
  state: unknown;
}

export const senderParts = (link: { name: string }): SenderParts => link as unknown as SenderParts;
export const sessionParts = (session: Session): SessionParts => session as unknown as SessionParts;

/** Decodes a message whose bytes were kept; undefined for bytes that are none. */
export function decode(payload: Uint8Array): Message | undefined {
  try {
    return rhea.message.decode(
      Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    ) as unknown as Message;
  } catch {
    return undefined;
  }
}

/**
 * rhea decodes messages of format 0 and drops their bytes, but the broker keeps what the sender wrote, types and all.
 * Any other format is handed over as it came, so the format of a plain message is masked.
 */
export function keepBytes(session: Session): void {
  const parts = sessionParts(session);
  const original = parts.on_transfer;
  parts.on_transfer = (frame) => {
    if (frame.performative.message_format === 0) frame.performative.message_format = 1;
    original.call(session, frame);
  };
}

const disposition = rhea.types.define_composite({
  name: 'disposition',
  code: 0x15,
  fields: [
    { name: 'role', type: 'boolean', mandatory: true },
    { name: 'first', type: 'uint', mandatory: true },
    { name: 'last', type: 'uint' },
    { name: 'settled', type: 'boolean', default_value: false },
    { name: 'state', type: '*' },
  ],
}) as unknown as { create(fields: object): unknown };

/**
 * Settles one delivery in a frame of its own. rhea 3.0.5 would merge two different outcomes of neighbouring
 * deliveries into one range when they are settled in the same turn, and the second would get the first's.
 */
export function settle(delivery: Delivery, state: unknown): void {
  const parts = delivery as unknown as DeliveryParts;
  const alreadySettledByPeer = parts.remote_settled;
  parts.settled = true;
  parts.state = state;
  // The peer forgets the delivery with this frame and answers none: its place in the buffer is free.
  parts.remote_settled = true;
  const session = delivery.link.session;
  if (!alreadySettledByPeer) {
    const role = delivery.link.is_receiver();
    const frame = disposition.create({ role, first: delivery.id, last: delivery.id, settled: true, state });
    sessionParts(session).output(frame);
  }
  (session.connection as unknown as ConnectionParts)._register();
}

/** Sends something that nobody settles: receive-and-delete, answers of $cbs and $management. */
export function sendSettled(link: Sender, payload: Buffer): Delivery {
  const delivery = link.send(payload, undefined, 0);
  (delivery as unknown as DeliveryParts).settled = true;
  return delivery;
}

/** rhea answers a drain only while credit is left; the client waits for an answer in any case. */
export function answerDrains(link: Sender): void {
  const parts = senderParts(link);
  parts._get_drain = () => {
    if (!parts._draining) return false;
    parts.delivery_count += parts.credit;
    parts.credit = 0;
    return true;
  };
}

/**
 * rhea opens its end of a link before the broker is asked. Until the turn is over nothing has been written, so it can
 * be taken back; the returned function opens it for good.
 */
export function withholdAttach(link: Sender): () => void {
  const { state } = senderParts(link);
  state.local_open = false;
  state.open_requests -= 1;
  return () => link.open();
}

export const addressOf = (terminus: { address?: unknown } | null | undefined): string => {
  const address = terminus?.address;
  return typeof address === 'string' ? address : '';
};
