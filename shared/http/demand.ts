import * as z from 'zod';
import { type Failure, invalid, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { defaultMaxBodyBytes, isRawBody, readBody } from './body.ts';
import { paramsSchema, type Route } from './contract.ts';
import type { IncomingRequest } from './exchange.ts';
import { type ListPage, listPage, pageQuery } from './paging.ts';
import { validate } from './validate.ts';

/** What a request asks for, checked against its contract. */
export interface Demand {
  readonly params: unknown;
  readonly query: unknown;
  readonly page: ListPage | undefined;
  readonly body: unknown;
  readonly bytes: Uint8Array;
  readonly etag: string | undefined;
}

/** Prepares a route's schemas once; the function reads one request by them. */
export const makeReadDemand = (route: Route, publicUrl: string) => {
  const params = paramsSchema(route);
  const query = querySchema(route);

  return async (request: IncomingRequest): Promise<Result<Demand, Failure>> => {
    // Ids are opaque: one that none of ours can be is simply unknown.
    const givenParams = params.safeParse(request.params);
    if (!givenParams.success) return err(notFound);
    const etag = readEtag(route, request);
    if (!etag.ok) return etag;
    const givenQuery = readQuery(query, request.query);
    if (!givenQuery.ok) return givenQuery;
    const page = readPage(route, givenQuery.value, request, publicUrl);
    if (!page.ok) return page;
    const read = await readBody(request, route.body, route.maxBodyBytes ?? defaultMaxBodyBytes);
    if (!read.ok) return read;
    const body = validBody(route, read.value.value);
    if (!body.ok) return body;
    return ok({
      params: givenParams.data,
      query: givenQuery.value,
      page: page.value,
      body: body.value,
      bytes: read.value.bytes,
      etag: etag.value,
    });
  };
};

/** More than any route has, with room for what others add to a link. */
const maxParameters = 50;

/** Everything that a route takes in its query. */
export const querySchema = (route: Route): z.ZodObject => {
  const own = route.query ?? z.strictObject({});
  return route.paged ? own.extend(pageQuery.shape) : own;
};

const readEtag = (route: Route, request: IncomingRequest): Result<string | undefined, Failure> => {
  if (route.precondition === undefined) return ok(undefined);
  const sent = request.headers.get('if-match') ?? undefined;
  return sent === undefined && route.precondition === 'required'
    ? err({ type: 'precondition-required' })
    : ok(sent);
};

const readQuery = (schema: z.ZodObject, sent: URLSearchParams): Result<Record<string, unknown>, Failure> => {
  if (sent.size > maxParameters) {
    return err(invalid({ pointer: '?', rule: 'max-items', params: { max: maxParameters } }));
  }
  const given = new Map<string, string>();
  for (const [name, value] of sent) {
    if (given.has(name)) return err(invalid({ pointer: `?${name}`, rule: 'duplicate-field' }));
    given.set(name, value);
  }
  return validate(schema, Object.fromEntries(given), 'query');
};

const readPage = (
  route: Route,
  query: Record<string, unknown>,
  request: IncomingRequest,
  publicUrl: string,
): Result<ListPage | undefined, Failure> => {
  if (!route.paged) return ok(undefined);
  const { limit, cursor } = query;
  return listPage(route.operationId, pageQuery.parse({ limit, cursor }), request, publicUrl);
};

const validBody = (route: Route, value: unknown): Result<unknown, Failure> =>
  route.body === undefined || isRawBody(route.body) ? ok(value) : validate(route.body, value, 'body');
