import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Clock, toIso } from '../../../shared/kernel/clock.ts';
import type { AdminRequest } from './admin/admin-http.ts';
import { errorResponse, GraphError } from './graph-error.ts';
import type { HttpRequest } from './graph-http.ts';
import type { GraphResponse } from './message.ts';
import type { Outcome } from './perform.ts';
import type { Counting } from './traffic/counters.ts';

/** Bodies beyond this are refused unread: the largest thing Graph takes here is a photo of 4 MB, as base64 in a batch. */
const largestBodyBytes = 8 * 1024 * 1024;

/** @throws GraphError 413 */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= largestBodyBytes) chunks.push(bytes);
  }
  if (size > largestBodyBytes)
    throw new GraphError(413, 'RequestEntityTooLarge', 'The request is too large.');
  return Buffer.concat(chunks);
}

const headersOf = (incoming: IncomingMessage): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  );

interface Identifiers {
  readonly requestId: string;
  readonly clientRequestId: string;
  readonly date: string;
}

/** Errors get the identifiers by which Microsoft's support would find the request. */
function writeAnswer(outgoing: ServerResponse, answer: GraphResponse, identifiers: Identifiers): void {
  const { status, headers = {}, json, bytes } = answer;
  outgoing.writeHead(status, {
    'request-id': identifiers.requestId,
    'client-request-id': identifiers.clientRequestId,
    ...(json === undefined
      ? {}
      : { 'Content-Type': 'application/json; odata.metadata=minimal; charset=utf-8' }),
    ...headers,
  });
  if (json !== undefined) outgoing.end(JSON.stringify(withInnerError(json, identifiers)));
  else outgoing.end(bytes);
}

function withInnerError(json: unknown, { requestId, clientRequestId, date }: Identifiers): unknown {
  if (typeof json !== 'object' || json === null || !('error' in json) || typeof json.error !== 'object')
    return json;
  const innerError = { date, 'request-id': requestId, 'client-request-id': clientRequestId };
  return { error: { ...json.error, innerError } };
}

export interface HttpServerParts {
  readonly graph: (request: HttpRequest) => Promise<Outcome>;
  readonly admin: (request: AdminRequest) => GraphResponse;
  readonly counting: Counting;
  readonly clock: Clock;
}

const adminPrefix = '/_emulator/';

/** The HTTP side: Graph below /v1.0, the admin below /_emulator. A bug answers 500 and goes to stderr. */
export function makeHttpServer({ graph, admin, counting, clock }: HttpServerParts): Server {
  async function outcomeOf(incoming: IncomingMessage): Promise<Outcome> {
    const { method = 'GET', url = '/' } = incoming;
    if (url.startsWith(adminPrefix)) {
      const { pathname, searchParams } = new URL(url, 'http://emulator');
      const segments = pathname.slice(adminPrefix.length).split('/').filter(Boolean).map(decodeURIComponent);
      const contentType = incoming.headers['content-type'];
      return admin({ method, segments, query: searchParams, body: await readBody(incoming), contentType });
    }
    counting.add('httpCalls');
    return graph({ method, url, headers: headersOf(incoming), readBody: () => readBody(incoming) });
  }

  let lastRequest = 0;
  // Counted instead of random, so that two runs log the same.
  const nextRequestId = (): string => {
    lastRequest += 1;
    return `00000000-0000-4000-8000-${String(lastRequest).padStart(12, '0')}`;
  };

  const server = createServer((incoming, outgoing) => {
    const requestId = nextRequestId();
    const clientRequestId = String(incoming.headers['client-request-id'] ?? requestId);
    outcomeOf(incoming)
      .catch((error: unknown) => {
        if (error instanceof GraphError) return errorResponse(error);
        // A slow answer may outlive the server and its database.
        if (server.listening) console.error('graph emulator:', error);
        return errorResponse(new GraphError(500, 'emulatorBug', 'The emulator failed; see its log.'));
      })
      .then((outcome) => {
        if (outcome === 'reset') incoming.socket.resetAndDestroy();
        else
          writeAnswer(outgoing, outcome, {
            requestId,
            clientRequestId,
            date: toIso(clock.now()).slice(0, 19),
          });
      })
      .catch((error: unknown) => console.error('graph emulator: an answer could not be written', error));
  });
  return server;
}
