import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { getCACertificates, connect as startTls, type TLSSocket } from 'node:tls';
import { codeOf, LdapFault } from './fault.ts';

/** Every socket has a listener for errors: one that comes when nobody waits any more must not end the process. */
const ignored = (): void => {};

/** Waits for the event, or an error, or the time; the socket does not outlive a failure. */
const opened = <S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  on: 'network' | 'tls',
  timeoutMs: number,
): Promise<S> =>
  new Promise((resolve, reject) => {
    const fail = (code: string, where: 'network' | 'tls') => {
      clearTimeout(timer);
      socket.destroy();
      reject(new LdapFault({ on: where, code }));
    };
    const timer = setTimeout(() => fail('ETIMEDOUT', 'network'), timeoutMs);
    socket.on('error', ignored);
    socket.once('error', (error) => fail(codeOf(error), on));
    socket.once('close', () => fail('ECONNRESET', 'network'));
    socket.once(event, () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });

/** A TCP connection to the first of the addresses that answers; throws the last one's fault. */
export const openSocket = async (
  addresses: readonly string[],
  port: number,
  timeoutMs: number,
): Promise<Socket> => {
  let fault: unknown = new LdapFault({ on: 'network', code: 'ENOTFOUND' });
  for (const host of addresses) {
    try {
      return await opened(connectTcp({ host, port, noDelay: true }), 'connect', 'network', timeoutMs);
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
};

export interface Peer {
  /** What the certificate must be made out to: the name that the customer wrote, not the address. */
  readonly name: string;
  /** PEM, trusted beside the public authorities. */
  readonly trusted?: string | undefined;
}

/** TLS over a connection, at least 1.2, its certificate checked. */
export const secured = (socket: Socket, { name, trusted }: Peer, timeoutMs: number): Promise<TLSSocket> => {
  const secure = startTls({
    socket,
    host: name,
    // RFC 6066: the extension takes names only.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    minVersion: 'TLSv1.2',
    ...(trusted === undefined ? {} : { ca: [...getCACertificates('default'), trusted] }),
  });
  return opened(secure, 'secureConnect', 'tls', timeoutMs);
};
