import { type KeyObject, sign, verify } from 'node:crypto';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A compact JWS signed with RS256. */
export function signJwt(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  privateKey: KeyObject,
): string {
  const content = `${part({ typ: 'JWT', alg: 'RS256', ...header })}.${part(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
}

export interface DecodedJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** RS256 over the very bytes received. */
  isSignedBy(publicKey: KeyObject): boolean;
}

const object = (text: string): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('not an object');
  return value as Readonly<Record<string, unknown>>;
};

/** Takes a compact JWS apart without judging it; undefined when it is none. */
export function decodeJwt(token: string): DecodedJwt | undefined {
  const [head, body, signature, ...rest] = token.split('.');
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0)
    return undefined;
  try {
    const header = object(head);
    return {
      header,
      claims: object(body),
      isSignedBy: (publicKey) =>
        header['alg'] === 'RS256' &&
        verify('sha256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url')),
    };
  } catch {
    return undefined;
  }
}
