import type { Route } from '../../../../shared/http/contract.ts';
import { makeRequestHandler, type PipelineDeps, type RequestHandler } from '../../../../shared/http/route.ts';

export interface Asking {
  readonly operation: string;
  readonly tenant: string;
  /** Object id of the user who asks; absent: the administrator. */
  readonly user?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly key?: string;
  readonly etag?: string;
}

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly etag: string | undefined;
}

export type Http = (asking: Asking) => Promise<Answered>;

/** The routes of an instance, called by operation. They are made when the first request comes: most instances see none. */
export const makeHttp = (routes: () => readonly Route[], deps: PipelineDeps): Http => {
  let known: ReadonlyMap<string, Route> | undefined;
  const handlers = new Map<string, RequestHandler>();
  const find = (operation: string): readonly [Route, RequestHandler] => {
    known ??= new Map(routes().map((route) => [route.operationId, route]));
    const route = known.get(operation);
    if (route === undefined) throw new Error(`no operation ${operation}`);
    const handler = handlers.get(operation) ?? makeRequestHandler(route, deps);
    handlers.set(operation, handler);
    return [route, handler];
  };

  return async ({ operation, tenant, user, params = {}, body, key, etag }) => {
    const [route, handle] = find(operation);
    const headers = new Headers({
      authorization: user === undefined ? `Bearer ${tenant}` : `Bearer ${tenant} ${user}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(etag === undefined ? {} : { 'if-match': etag }),
    });
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
    const answer = await handle({
      method: route.method,
      path,
      query: new URLSearchParams(),
      params,
      headers,
      bytes: async () => (body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body))),
    });
    const text = answer.body === undefined ? '' : Buffer.from(answer.body).toString();
    return {
      status: answer.status,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      etag: answer.headers['etag'],
    };
  };
};
