import { badRequest, notImplemented } from '../graph-error.ts';
import type { GraphRequest } from '../message.ts';
import { type Filter, parseFilter } from './filter.ts';

export interface QueryOptions {
  readonly select: readonly string[] | null;
  readonly top: number | null;
  readonly skip: number;
  readonly filter: Filter | null;
  readonly orderBy: readonly OrderKey[];
  readonly expand: string | null;
  readonly count: boolean;
}

export interface OrderKey {
  readonly path: readonly string[];
  readonly descending: boolean;
}

export type OptionName =
  | '$select'
  | '$top'
  | '$skip'
  | '$filter'
  | '$orderby'
  | '$expand'
  | '$count'
  | '$skiptoken'
  | '$deltatoken';

/**
 * Reads the OData options that a resource serves; one that it does not serve is refused with 501, never ignored.
 * @throws GraphError 400 for malformed values or a `$top` above `maxTop`.
 */
export function queryOptions(
  request: GraphRequest,
  served: readonly OptionName[],
  maxTop: number,
): QueryOptions {
  const { query } = request;
  for (const name of query.keys()) {
    if (name.startsWith('$') && !served.some((known) => known === name.toLowerCase())) {
      throw notImplemented(`the query option ${name} on ${request.method} /${request.segments.join('/')}`);
    }
  }
  const filter = query.get('$filter');
  const select = query.get('$select');
  return {
    select:
      select === null || select === '*'
        ? null
        : select
            .split(',')
            .map((name) => name.trim())
            .filter(Boolean),
    top: wholeNumber(query, '$top', maxTop, 1),
    skip: wholeNumber(query, '$skip', Number.MAX_SAFE_INTEGER, 0) ?? 0,
    filter: filter === null ? null : parseFilter(filter),
    orderBy: orderKeys(query.get('$orderby')),
    expand: query.get('$expand'),
    count: query.get('$count')?.toLowerCase() === 'true',
  };
}

function wholeNumber(query: URLSearchParams, name: string, max: number, min: number): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw badRequest(
      `Invalid value '${text}' for ${name}: a whole number from ${min} to ${max} is expected.`,
    );
  }
  return value;
}

function orderKeys(text: string | null): readonly OrderKey[] {
  if (text === null) return [];
  return text.split(',').map((part) => {
    const [path = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
    if (path === '' || rest.length > 0 || !/^(asc|desc)$/i.test(direction)) {
      throw badRequest(`Invalid orderby clause: '${text}'.`);
    }
    return { path: path.split('/'), descending: direction.toLowerCase() === 'desc' };
  });
}

/** Entra counts and sorts freely only for callers that accept an index a little behind. */
export const isEventual = (request: GraphRequest): boolean =>
  request.headers.get('consistencylevel')?.toLowerCase() === 'eventual';
