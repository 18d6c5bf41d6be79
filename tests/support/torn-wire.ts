import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Tear {
  /** What the client says when it happens; the bytes read as Latin-1. */
  readonly on: RegExp;
  /** What was said never arrives; or its answer is lost, when the service has given it; or none comes for a second. */
  readonly how: 'before' | 'after' | 'silence';
}

/** Of what was said before, in case that a chunk ends in the midst of what is looked for. */
const memory = 64;
/** Longer than the patience of any client in a test; then the connection is found dead. */
const silenceMs = 1_000;

/** A wire to a service on this machine that tears when told; ends with the test. */
export const openTornWire = async (target: number) => {
  const tears: Tear[] = [];
  const sockets = new Set<Socket>();
  let refused = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true).on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };

  const server = createServer((client) => {
    keep(client);
    if (refused > 0) {
      refused -= 1;
      client.resetAndDestroy();
      return;
    }
    const service = connect(target, '127.0.0.1');
    keep(service);
    const part = () => {
      client.resetAndDestroy();
      service.destroy();
    };
    let answers: 'pass' | 'tear' | 'vanish' = 'pass';
    let said = '';
    client.on('data', (chunk) => {
      said = said.slice(-memory) + chunk.toString('latin1');
      const at = tears.findIndex(({ on }) => on.test(said));
      const tear = tears[at];
      if (tear !== undefined) {
        tears.splice(at, 1);
        said = '';
        if (tear.how === 'before') return part();
        answers = tear.how === 'after' ? 'tear' : 'vanish';
        if (tear.how === 'silence') setTimeout(part, silenceMs).unref();
      }
      service.write(chunk);
    });
    service.on('data', (chunk) => {
      if (answers === 'pass') client.write(chunk);
      else if (answers === 'tear') part();
    });
    client.on('close', () => service.destroy());
    service.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    tear: (tear: Tear) => void tears.push(tear),
    /** So many connections are reset as soon as they stand. */
    refuse: (count: number) => {
      refused = count;
    },
    /** Breaks all connections. */
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    /** What is still to happen. */
    left: () => tears.length + refused,
  };
};
