import { errorResponse, GraphError, notImplemented } from './graph-error.ts';
import { jsonBody } from './mailbox/request-body.ts';
import {
  type GraphCaller,
  type GraphRequest,
  type GraphResponse,
  isAboutMailbox,
  parseTarget,
} from './message.ts';
import type { Outcome } from './perform.ts';
import type { Counting } from './traffic/counters.ts';

export interface GraphHttpParts {
  readonly verifyToken: (bearer: string) => Promise<GraphCaller | 'expired' | 'invalid'>;
  readonly perform: (request: GraphRequest) => Promise<Outcome>;
  readonly batch: (body: Readonly<Record<string, unknown>>, caller: GraphCaller) => Promise<Outcome>;
  readonly enter: (request: Pick<GraphRequest, 'segments' | 'caller'>) => (() => void) | null;
  readonly tooConcurrent: () => GraphError;
  readonly counting: Counting;
}

export interface HttpRequest {
  readonly method: string;
  /** The request line's path and query. */
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly readBody: () => Promise<Uint8Array>;
}

const versionPrefix = '/v1.0';

/** One HTTP request to Graph: token, place in the mailbox, body, then the batch or the single request. */
export const makeGraphHttp = ({
  verifyToken,
  perform,
  batch,
  enter,
  tooConcurrent,
  counting,
}: GraphHttpParts) => {
  async function callerOf(headers: ReadonlyMap<string, string>): Promise<GraphCaller> {
    const bearer = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
    const unauthenticated = (message: string): GraphError =>
      new GraphError(401, 'InvalidAuthenticationToken', message, {
        'WWW-Authenticate':
          'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
      });
    if (bearer === undefined) throw unauthenticated('Access token is empty.');
    const caller = await verifyToken(bearer);
    if (caller === 'expired') throw unauthenticated('Lifetime validation failed, the token is expired.');
    if (caller === 'invalid') throw unauthenticated('Access token validation failure.');
    return caller;
  }

  async function answer(http: HttpRequest): Promise<Outcome> {
    if (!http.url.startsWith(`${versionPrefix}/`))
      throw notImplemented(`${http.method} ${http.url.split('?')[0]}`);
    const target = http.url.slice(versionPrefix.length);
    const caller = await callerOf(http.headers);
    if (/^\/\$batch\/?$/i.test(target)) {
      if (http.method !== 'POST') throw notImplemented(`${http.method} /$batch`);
      return batch(jsonBody(await http.readBody(), http.headers.get('content-type') ?? ''), caller);
    }
    const located = parseTarget(target, caller);
    if (isAboutMailbox(located)) counting.add('mailboxCalls');
    const leave = enter({ ...located, caller });
    if (leave === null) {
      counting.add('requests');
      counting.add('throttled');
      await http.readBody();
      throw tooConcurrent();
    }
    try {
      const body = await http.readBody();
      return await perform({ method: http.method, target, ...located, headers: http.headers, body, caller });
    } finally {
      leave();
    }
  }

  return async (http: HttpRequest): Promise<Outcome> => {
    try {
      return await answer(http);
    } catch (error) {
      if (error instanceof GraphError) return errorResponse(error) satisfies GraphResponse;
      throw error;
    }
  };
};
