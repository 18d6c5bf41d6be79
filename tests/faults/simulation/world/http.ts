// What handlers load by need is here beforehand: reading a file takes real time, of which virtual time knows nothing.
import '../../../../shared/company-lists/load-list.ts';
import '../../../../shared/contacts/vcard/to-vcard.ts';
import type { Route } from '../../../../shared/http/contract.ts';
import type { HeaderFields } from '../../../../shared/http/exchange.ts';
import { makeRequestHandler, type PipelineDeps, type RequestHandler } from '../../../../shared/http/route.ts';

export interface Asking {
  readonly operation: string;
  readonly tenant: string;
  /** Object id of the user who asks; absent: the administrator. */
  readonly user?: string;
  /** In place of a user's token. */
  readonly authorization?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A body as it stands, in place of `body`. */
  readonly file?: { readonly type: string; readonly text: string };
  readonly cookie?: string;
  readonly key?: string;
  readonly etag?: string;
}

export interface Answered {
  readonly status: number;
  /** Empty where it is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly headers: HeaderFields;
  readonly etag: string | undefined;
  /** An earlier try of the same has had no answer, and may still take effect. */
  readonly isOpen?: boolean;
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

  return async ({
    operation,
    tenant,
    user,
    authorization,
    params = {},
    query = {},
    body,
    file,
    cookie,
    key,
    etag,
  }) => {
    const [route, handle] = find(operation);
    const sent =
      file ?? (body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) });
    const headers = new Headers({
      authorization: authorization ?? (user === undefined ? `Bearer ${tenant}` : `Bearer ${tenant} ${user}`),
      ...(sent === undefined ? {} : { 'content-type': sent.type }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(etag === undefined ? {} : { 'if-match': etag }),
    });
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
    const answer = await handle({
      method: route.method,
      path,
      query: new URLSearchParams(query),
      params,
      headers,
      bytes: async () => Buffer.from(sent?.text ?? ''),
    });
    const text = answer.body === undefined ? '' : Buffer.from(answer.body).toString();
    const isJson = text !== '' && /^application\/([a-z-]+\+)?json/.test(answer.headers['content-type'] ?? '');
    return {
      status: answer.status,
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
      text,
      headers: answer.headers,
      etag: answer.headers['etag'],
    };
  };
};
