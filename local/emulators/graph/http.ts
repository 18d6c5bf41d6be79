import { randomUUID } from 'node:crypto';
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

/** Errors get the identifiers by which Microsoft's support would find the request. */
function writeAnswer(
  outgoing: ServerResponse,
  answer: GraphResponse,
  requestId: string,
  nowIso: string,
): void {
  const { status, headers = {}, json, bytes } = answer;
  outgoing.writeHead(status, {
    'request-id': requestId,
    'client-request-id': requestId,
    ...(json === undefined
      ? {}
      : { 'Content-Type': 'application/json; odata.metadata=minimal; charset=utf-8' }),
    ...headers,
  });
  if (json !== undefined) outgoing.end(JSON.stringify(withInnerError(json, requestId, nowIso)));
  else outgoing.end(bytes);
}

function withInnerError(json: unknown, requestId: string, nowIso: string): unknown {
  if (typeof json !== 'object' || json === null || !('error' in json) || typeof json.error !== 'object')
    return json;
  const innerError = { date: nowIso.slice(0, 19), 'request-id': requestId, 'client-request-id': requestId };
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

  return createServer((incoming, outgoing) => {
    const requestId = String(incoming.headers['client-request-id'] ?? randomUUID());
    outcomeOf(incoming)
      .catch((error: unknown) => {
        if (error instanceof GraphError) return errorResponse(error);
        console.error('graph emulator:', error);
        return errorResponse(new GraphError(500, 'emulatorBug', 'The emulator failed; see its log.'));
      })
      .then((outcome) => {
        if (outcome === 'reset') incoming.socket.resetAndDestroy();
        else writeAnswer(outgoing, outcome, requestId, toIso(clock.now()));
      })
      .catch((error: unknown) => console.error('graph emulator: an answer could not be written', error));
  });
}
