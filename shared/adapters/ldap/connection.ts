import type { Socket } from 'node:net';
import {
  BindRequest,
  type BindResponse,
  ExtendedRequest,
  type ExtendedResponse,
  type Filter,
  MessageParser,
  PagedResultsControl,
  SearchEntry,
  SearchReference,
  SearchRequest,
  type SearchResponse,
  UnbindRequest,
} from 'ldapts';
import { type Entry, toEntry } from './entry.ts';
import { codeOf, LdapFault } from './fault.ts';
import { makeFrames } from './message-frames.ts';

export interface Search {
  readonly base: string;
  readonly scope: 'base' | 'sub';
  readonly filter: Filter;
  readonly attributes: readonly string[];
  /** Entries a page; `cookie` continues where the page before ended. */
  readonly page?: { readonly size: number; readonly cookie?: Buffer | undefined };
  readonly sizeLimit?: number;
}

export interface SearchPage {
  readonly entries: readonly Entry[];
  /** Absent on the last page. */
  readonly cookie?: Buffer;
}

export interface LdapConnection {
  bind(name: string, password: string): Promise<void>;
  search(search: Search): Promise<SearchPage>;
  /** Asks for TLS and goes on over what `upgrade` makes of the socket (RFC 4511, 4.14). */
  startTls(upgrade: (socket: Socket) => Promise<Socket>): Promise<void>;
  close(): void;
}

export interface ConnectionLimits {
  /** For each question and its whole answer. */
  readonly operationMs: number;
  /** Of one answer: the server is a stranger, and its answer is held in memory. */
  readonly mostBytes: number;
}

type Question = BindRequest | ExtendedRequest | SearchRequest;
type Answer = BindResponse | ExtendedResponse | SearchResponse;
const success = 0;
const sizeLimitExceeded = 4;

/**
 * LDAP over an open socket, one question at a time; throws `LdapFault`, after which the connection is of no more use.
 * ldapts writes and reads the messages. Its own client is not used: it takes an empty page for the last one, which Active
 * Directory may send in between, it waits for a TLS handshake for ever, and it holds answers of any size.
 */
export const makeConnection = (first: Socket, limits: ConnectionLimits): LdapConnection => {
  let socket = first;
  let parser: MessageParser;
  let frames: ReturnType<typeof makeFrames>;
  let lastId = 0;
  let received = 0;
  let entries: Entry[] = [];
  let broken: LdapFault | undefined;
  let waiting:
    | { readonly question: Question; done(answer: Answer): void; failed(fault: LdapFault): void }
    | undefined;

  const fail = (fault: LdapFault): void => {
    broken ??= fault;
    socket.destroy();
    waiting?.failed(broken);
    waiting = undefined;
  };
  const network = (code: string): void => fail(new LdapFault({ on: 'network', code }));

  const onMessage = (message: Answer | SearchEntry | SearchReference): void => {
    // Message 0 is the notice of a disconnection (RFC 4511, 4.4.1): the close that follows says enough.
    if (message.messageId !== waiting?.question.messageId) return;
    if (message instanceof SearchEntry) entries.push(toEntry(message));
    else if (!(message instanceof SearchReference)) {
      const { done } = waiting;
      waiting = undefined;
      done(message);
    }
  };

  const onData = (data: Buffer): void => {
    received += data.length;
    if (received > limits.mostBytes) network('answer-too-large');
    try {
      for (const frame of frames(data)) {
        const question = waiting?.question;
        const asked =
          question === undefined ? [] : [[String(question.messageId), { message: question }] as const];
        if (broken === undefined) parser.read(frame, new Map(asked));
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      network('not-ldap');
    }
  };
  const onError = (error: Error): void => network(codeOf(error));
  const onClose = (): void => network('ECONNRESET');

  const attach = (next: Socket): void => {
    socket = next;
    // New ones: what came in plain text behind the answer to StartTLS must not count as said under TLS.
    frames = makeFrames();
    parser = new MessageParser();
    parser.on('message', (message) => onMessage(message));
    parser.on('error', () => network('not-ldap'));
    socket.on('data', onData).on('error', onError).on('close', onClose);
  };
  attach(first);

  const ask = (question: Question): Promise<Answer> => {
    if (broken !== undefined) return Promise.reject(broken);
    received = 0;
    entries = [];
    const answered = new Promise<Answer>((resolve, reject) => {
      waiting = { question, done: resolve, failed: reject };
    });
    const timer = setTimeout(() => network('ETIMEDOUT'), limits.operationMs);
    socket.write(question.write());
    return answered.finally(() => clearTimeout(timer));
  };
  const nextId = () => {
    lastId += 1;
    return lastId;
  };

  return {
    bind: async (name, password) => {
      const { status, errorMessage } = await ask(
        new BindRequest({ messageId: nextId(), dn: name, password }),
      );
      if (status === success) return;
      const data = /\bdata ([0-9a-f]{3,8})\b/i.exec(errorMessage)?.[1]?.toLowerCase();
      throw new LdapFault({ on: 'bind', result: status, ...(data === undefined ? {} : { data }) });
    },

    search: async ({ base, scope, filter, attributes, page, sizeLimit = 0 }) => {
      const answer = await ask(
        new SearchRequest({
          messageId: nextId(),
          baseDN: base,
          scope,
          filter,
          attributes: [...attributes],
          sizeLimit,
          timeLimit: Math.ceil(limits.operationMs / 1000),
          controls: page === undefined ? [] : [pagedBy(page)],
        }),
      );
      const isCut = sizeLimit > 0 && answer.status === sizeLimitExceeded;
      if (answer.status !== success && !isCut) throw new LdapFault({ on: 'search', result: answer.status });
      const cookie = answer.controls?.find((control) => control instanceof PagedResultsControl)?.value
        ?.cookie;
      return cookie === undefined || cookie.length === 0 ? { entries } : { entries, cookie };
    },

    startTls: async (upgrade) => {
      const { status } = await ask(
        new ExtendedRequest({ messageId: nextId(), oid: '1.3.6.1.4.1.1466.20037' }),
      );
      if (status !== success) {
        const fault = new LdapFault({ on: 'starttls', result: status });
        fail(fault);
        throw fault;
      }
      socket.off('data', onData).off('error', onError).off('close', onClose);
      attach(await upgrade(socket));
    },

    close: () => {
      broken ??= new LdapFault({ on: 'network', code: 'closed' });
      // Orderly, as controllers log what breaks off; and gone even where the other side never answers.
      if (!socket.destroyed)
        socket.end(new UnbindRequest({ messageId: nextId() }).write(), () => socket.destroy());
      setTimeout(() => socket.destroy(), 1000).unref();
    },
  };
};

const pagedBy = ({ size, cookie }: NonNullable<Search['page']>): PagedResultsControl =>
  // Critical: a server that cannot page must say so instead of sending everybody at once.
  new PagedResultsControl({ critical: true, value: cookie === undefined ? { size } : { size, cookie } });
