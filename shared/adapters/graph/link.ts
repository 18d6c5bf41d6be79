const version = '/v1.0/';

/**
 * The path below `/v1.0` of a link that the service gave (nextLink, deltaLink). Undefined for anything else: a link that
 * was kept or tampered with must not lead a request, and its token, to another host.
 */
export function linkPath(link: string, origin: string): string | undefined {
  const url = URL.parse(link);
  if (url === null || url.origin !== origin || !url.pathname.startsWith(version)) return undefined;
  return `/${url.pathname.slice(version.length)}${url.search}`;
}
