import { badRequest } from '../graph-error.ts';
import type { GraphRequest } from '../message.ts';
import { linkWith, openToken, sealToken } from '../odata/links.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextLink: string | null;
}

/**
 * One page of a directory list, continued by `$skiptoken`. The token holds the last object's place in the order of
 * creation, so that objects that come and go meanwhile shift nobody; with `$orderby` it holds a count instead.
 */
export function pageOf<T extends { readonly num: number }>(
  request: GraphRequest,
  items: readonly T[],
  size: number,
  isSorted: boolean,
): Page<T> {
  const text = request.query.get('$skiptoken');
  const token = text === null ? null : openToken(text);
  const after = token?.['after'];
  if (text !== null && typeof after !== 'number')
    throw badRequest('Paging token is malformed.', 'Directory_ExpiredPageToken');
  const start = typeof after === 'number' ? after : 0;
  const rest = isSorted ? items.slice(start) : items.filter(({ num }) => num > start);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  if (rest.length <= size || last === undefined) return { items: page, nextLink: null };
  const next = isSorted ? start + size : last.num;
  return { items: page, nextLink: linkWith(request, { $skiptoken: sealToken({ after: next }) }) };
}
