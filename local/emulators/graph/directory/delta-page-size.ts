import type { GraphRequest } from '../message.ts';

const defaultPageSize = 100;
export const largestDeltaPage = 999;

/** Entries of a page of a directory's delta: `$top` or what the client prefers. */
export function deltaPageSize(request: GraphRequest, top: number | null): number {
  const preferred = /odata\.maxpagesize=(\d+)/i.exec(request.headers.get('prefer') ?? '')?.[1];
  const wanted = top ?? (preferred === undefined ? defaultPageSize : Number(preferred));
  return Math.max(1, Math.min(largestDeltaPage, wanted));
}
