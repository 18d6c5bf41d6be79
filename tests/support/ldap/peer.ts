import { createServer, type Socket } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';

/** What was asked, as far as the tests want it. */
export interface Asked {
  readonly id: number;
  /** The application tag: 0x60 bind, 0x63 search, 0x77 extended, 0x42 unbind. */
  readonly operation: number;
  readonly bindName?: string;
  /** As it came: for the names that it holds. */
  readonly bytes: Buffer;
}

export const bind = 0x60;
export const search = 0x63;
const done: Readonly<Record<number, number>> = { 96: 0x61, 99: 0x65, 119: 0x78 };

/** An answer of RFC 4511, 4.1.9, with a cookie of pages where there is one. */
export const answer = (
  { id, operation }: Asked,
  {
    result = 0,
    text = '',
    cookie,
  }: { readonly result?: number; readonly text?: string; readonly cookie?: string } = {},
): Buffer => {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(done[operation] ?? 0x65);
  writer.writeEnumeration(result);
  writer.writeString('');
  writer.writeString(text);
  writer.endSequence();
  if (cookie !== undefined) {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(0);
    value.writeString(cookie);
    value.endSequence();
    writer.startSequence(0xa0);
    writer.startSequence();
    writer.writeString('1.2.840.113556.1.4.319');
    writer.writeBuffer(value.buffer, 0x04);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  return writer.buffer;
};

/** `null`: an attribute that is named and has no values. */
export const entry = (
  { id }: Asked,
  dn: string,
  attributes: Readonly<Record<string, string | Buffer | null>>,
): Buffer => {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(0x64);
  writer.writeString(dn);
  writer.startSequence();
  for (const [name, value] of Object.entries(attributes)) {
    writer.startSequence();
    writer.writeString(name);
    writer.startSequence(0x31);
    if (value !== null) writer.writeBuffer(Buffer.from(value), 0x04);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
};

export interface Peer {
  readonly port: number;
  readonly asked: readonly Asked[];
  /** Connections that are open just now. */
  open(): number;
  close(): Promise<void>;
}

/**
 * The other end of LDAP for what no slapd can be brought to say: texts of Active Directory, silence, nonsense. `reply`
 * gives what is sent for each question, the whole of it as it stands on the wire.
 */
export const startPeer = (reply: (asked: Asked, socket: Socket) => readonly Buffer[]): Promise<Peer> => {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    // Questions of these tests come in one piece each.
    socket.on('data', (data) => {
      // A handshake of TLS, which this end does not know.
      if (data[0] === 0x16) return;
      const reader = new BerReader(data);
      reader.readSequence();
      const id = reader.readInt() ?? 0;
      const operation = reader.readSequence() ?? 0;
      if (operation === bind) reader.readInt();
      const question = {
        id,
        operation,
        bytes: data,
        ...(operation === bind ? { bindName: reader.readString() ?? '' } : {}),
      };
      asked.push(question);
      if (operation !== 0x42) for (const piece of reply(question, socket)) socket.write(piece);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : 0,
        asked,
        open: () => sockets.size,
        close: () =>
          new Promise((closed) => {
            for (const socket of sockets) socket.destroy();
            server.close(() => closed());
          }),
      });
    });
  });
};
