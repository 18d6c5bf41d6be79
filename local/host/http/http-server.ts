import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpOptions } from '../config/host-json.ts';
import type { HostLog } from '../log.ts';
import { createWorkQueue } from '../work-queue.ts';
import type { Invoke } from '../worker/invoke.ts';
import { traceContextFrom } from '../worker/trace-context.ts';
import { TimeoutError, withTimeout } from '../worker/with-timeout.ts';
import { type AccessKeys, isAllowed } from './access-keys.ts';
import type { AdminApi } from './admin-api.ts';
import { answerInvocation, answerStatus } from './answer.ts';
import { httpInput, readBody } from './request-input.ts';
import type { RouteMatch, RouteTable } from './route-table.ts';

/** Azure's front end gives up on an answer after 230 s; the function itself goes on. */
export const ANSWER_LIMIT_MS = 230_000;

export interface HttpServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Refuses new connections; running requests are answered. Resolves when the last one has ended. */
  stop(): Promise<void>;
  /** Cuts what is still open. */
  abort(): void;
}

export interface HttpServerOptions {
  readonly port: number;
  readonly routes: RouteTable;
  readonly admin: AdminApi;
  readonly http: HttpOptions;
  readonly keys: AccessKeys;
  readonly invoke: Invoke;
  readonly log: HostLog;
  readonly bodyLimit: number;
  readonly answerLimitMs: number;
  /** `AzureWebJobsDisableHomepage`: GET / answers 204 instead of a page. */
  readonly homepage: boolean;
}

export const startHttpServer = async (options: HttpServerOptions): Promise<HttpServer> => {
  const { routes, admin, http, keys, invoke, log } = options;
  const queue = createWorkQueue({
    maxConcurrent: http.maxConcurrentRequests,
    maxOutstanding: http.maxOutstandingRequests,
  });

  const runFunction = async (
    match: RouteMatch,
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> => {
    if (!isAllowed(match.target.authLevel, request, url.searchParams, keys))
      return answerStatus(response, 401);
    const body = await readBody(request, options.bodyLimit);
    if (body === undefined) {
      // The rest of the body is not read: the connection cannot be used again.
      response.setHeader('connection', 'close');
      return answerStatus(response, 413);
    }
    const work = invoke(match.target.fn, {
      input: { http: httpInput(request, url, match.params, body) },
      triggerMetadata: {},
      reason: 'This function was programmatically called via the host APIs.',
      traceContext: traceContextFrom(request.headers['traceparent'], request.headers['tracestate']),
    });
    const answered = withTimeout(work, options.answerLimitMs, 'front end');
    try {
      answerInvocation(response, await answered, http.customHeaders);
    } catch (error) {
      const late = error instanceof TimeoutError && error.message === 'front end';
      if (late)
        log.fromHost(
          'Http',
          'warning',
          `${match.target.name} did not answer within ${options.answerLimitMs} ms; the caller got 504, the function goes on.`,
        );
      answerStatus(response, late ? 504 : 500);
      // The place in the queue is free only when the function has ended.
      if (late) await work.catch(() => undefined);
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = requestUrl(request);
    if (url === undefined) return answerStatus(response, 400);
    const area = url.pathname.split('/')[1]?.toLowerCase();
    if (area === 'admin') return admin.handle(request, response, url);
    if (area === 'runtime')
      return answerStatus(response, 501, 'The embedded host has no extension webhooks below /runtime.');
    const accepted = await queue.post(async () => {
      const match = routes.find(request.method ?? 'GET', url.pathname);
      if (match !== undefined) return runFunction(match, request, response, url);
      if (url.pathname === '/' && request.method === 'GET') return answerHomepage(response, options.homepage);
      answerStatus(response, 404);
    });
    if (!accepted) {
      log.fromHost(
        'HttpThrottle',
        'information',
        `Http request queue limit of ${http.maxOutstandingRequests} has been exceeded.`,
      );
      response.setHeader('X-FUNCTION-SCALEOUT', '1');
      answerStatus(response, 429);
    }
  };

  let stopping = false;
  const server = createServer((request, response) => {
    // A connection that is kept alive would hold the closing server until it times out.
    response.once('close', () => stopping && setImmediate(() => server.closeIdleConnections()));
    handle(request, response).catch((error: unknown) => {
      // A client that goes away while its body is read is not the host's error.
      if (!request.destroyed)
        log.fromHost(
          'Http',
          'error',
          `${request.method} ${request.url?.split('?')[0]} failed in the host.`,
          error,
        );
      answerStatus(response, 500);
    });
  });
  // Node's own limits would end requests that the cloud lets run.
  server.requestTimeout = 0;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        stopping = true;
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
    abort: () => server.closeAllConnections(),
  };
};

/** Undefined for a Host header or target that makes no URL. */
const requestUrl = (request: IncomingMessage): URL | undefined => {
  const target = request.url?.startsWith('/') === true ? request.url : `/${request.url ?? ''}`;
  const text = `http://${request.headers.host ?? '127.0.0.1'}${target}`;
  return URL.canParse(text) ? new URL(text) : undefined;
};

const answerHomepage = (response: ServerResponse, enabled: boolean): void => {
  if (!enabled) {
    answerStatus(response, 204);
    return;
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(
    '<!DOCTYPE html><title>Functions</title><p>Your Functions 4.0 app is up and running (embedded host).</p>\n',
  );
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
