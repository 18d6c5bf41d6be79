import { createHash } from 'node:crypto';

/**
 * The ETag that clients see: strong, short and opaque. The store's own holds a time stamp of the last change, which is
 * nobody's business, and is weak by its form, which `If-Match` would have to refuse (RFC 9110, 13.1.1).
 */
export const httpEtag = (storeEtag: string): string =>
  `"${createHash('sha256').update(storeEtag).digest('base64url').slice(0, 22)}"`;

const tags = (header: string): readonly string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? [];

/** Whether an `If-Match` value allows a change of what the store has under this ETag. */
export const matches = (ifMatch: string, storeEtag: string): boolean =>
  ifMatch.trim() === '*' || tags(ifMatch).includes(httpEtag(storeEtag));

/** Whether an `If-None-Match` value says that the client has this very version; weak comparison. */
export const alreadyHeld = (ifNoneMatch: string | null, etag: string): boolean =>
  ifNoneMatch !== null &&
  (ifNoneMatch.trim() === '*' || tags(ifNoneMatch).some((tag) => tag.replace(/^W\//, '') === etag));
