import { type GraphRequest, graphRoot } from '../message.ts';

/** The request's own URL with some options replaced or (null) removed, on Graph's public address. */
export function linkWith(request: GraphRequest, changes: Readonly<Record<string, string | null>>): string {
  const cut = request.target.indexOf('?');
  const path = cut < 0 ? request.target : request.target.slice(0, cut);
  const query = new URLSearchParams(request.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  const text = [...query].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${graphRoot}${path}${text === '' ? '' : `?${text}`}`;
}

/** Tokens in links are opaque to clients: base64url of their JSON. */
export const sealToken = (content: Readonly<Record<string, unknown>>): string =>
  Buffer.from(JSON.stringify(content)).toString('base64url');

/** null for what is not a token of ours. */
export function openToken(token: string): Readonly<Record<string, unknown>> | null {
  try {
    const content: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
