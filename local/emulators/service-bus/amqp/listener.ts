import type { Server, Socket } from 'node:net';
import rhea, { type Container, type EventContext } from 'rhea';
import type { Broker } from '../broker.ts';
import { depart, type Peers, peerOf } from './peer.ts';
import { keepBytes } from './rhea-parts.ts';
import { routeInbound, routeOutbound } from './routes.ts';

export interface Listener {
  readonly port: number;
  /** Breaks every connection without a word, as a crash or a broken network would. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** What the service declares, where clients notice: frame size and idle time are its own. */
const connectionOptions = {
  host: '127.0.0.1',
  tcp_no_delay: true,
  max_frame_size: 65_536,
  idle_time_out: 240_000,
  sender_options: { autosettle: false, treat_modified_as_released: false },
  receiver_options: { autoaccept: false, credit_window: 1000 },
};

export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

export async function listen(broker: Broker, port: number, tls?: TlsIdentity): Promise<Listener> {
  const container = rhea.create_container({ id: 'switchboard-service-bus' });
  const sockets = new Set<Socket>();
  const server: Server = tls
    ? container.listen({ ...connectionOptions, port, transport: 'tls', ...tls })
    : container.listen({ ...connectionOptions, port });
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  handleEvents(container, broker, `sb://127.0.0.1:${actualPort}`);
  const dropConnections = (): void => {
    // With an error, because rhea hears of a destroyed socket only by that event.
    for (const socket of sockets) socket.destroy(new Error('connection dropped'));
  };
  return {
    port: actualPort,
    dropConnections,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      dropConnections();
      await closed;
    },
  };
}

function handleEvents(container: Container, broker: Broker, url: string): void {
  const peers: Peers = new Map();
  container.on('session_open', ({ session }: EventContext) => session && keepBytes(session));
  container.on('receiver_open', ({ connection, receiver }: EventContext) => {
    const refusal = receiver && routeInbound(broker, url, peerOf(peers, connection), receiver);
    if (refusal) receiver?.close(refusal);
  });
  container.on('sender_open', ({ connection, sender }: EventContext) => {
    const refusal = sender && routeOutbound(broker, url, peerOf(peers, connection), sender);
    if (refusal) sender?.close(refusal);
  });
  container.on('sender_close', ({ connection, sender }: EventContext) => {
    if (sender === undefined) return;
    const peer = peerOf(peers, connection);
    peer.answerLinks.delete(sender);
    depart(peer, sender.session, sender.name);
  });
  container.on('session_close', ({ connection, session }: EventContext) => {
    if (session) depart(peerOf(peers, connection), session);
  });
  const leave = ({ connection }: EventContext): void => {
    const peer = peers.get(connection);
    peers.delete(connection);
    if (peer) for (const session of peer.departures.keys()) depart(peer, session);
  };
  container.on('connection_close', leave);
  container.on('disconnected', leave);
  // A client that closes with an error of its own is no trouble of the broker's.
  container.on('receiver_close', () => undefined);
  container.on('connection_error', () => undefined);
  // rhea catches what handlers throw and ends that connection; the cause must not get lost.
  container.on('error', (error: unknown) => console.error('service-bus emulator:', error));
}
