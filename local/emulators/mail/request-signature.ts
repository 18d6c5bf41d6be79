import { createHash, createHmac } from 'node:crypto';

const header = /^HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=(.+)$/;

/**
 * What is wrong with a request's HMAC-SHA256 authorization; undefined when nothing is. The signature itself is
 * verified when the access key (base64) is known. A bearer token, the managed identity's way in, is taken as it is.
 */
export function signatureFlaw(
  request: Request,
  body: string,
  accessKey: string | undefined,
): string | undefined {
  const { headers } = request;
  const authorization = headers.get('authorization') ?? '';
  if (authorization.startsWith('Bearer ')) return undefined;
  const signature = header.exec(authorization)?.[1];
  const date = headers.get('x-ms-date');
  const hash = headers.get('x-ms-content-sha256');
  if (signature === undefined || date === null || hash === null)
    return 'the HMAC-SHA256 authorization, x-ms-date or x-ms-content-sha256 header is missing';
  if (hash !== createHash('sha256').update(body).digest('base64')) return 'the content hash does not match';
  if (accessKey === undefined) return undefined;

  const { pathname, search } = new URL(request.url);
  const toSign = `${request.method}\n${pathname}${search}\n${date};${headers.get('host')};${hash}`;
  const expected = createHmac('sha256', Buffer.from(accessKey, 'base64')).update(toSign).digest('base64');
  return expected === signature ? undefined : 'the signature does not match';
}
