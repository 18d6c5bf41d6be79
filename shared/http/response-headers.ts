import { correlationHeader } from './correlation.ts';
import type { HeaderFields, OutgoingResponse } from './exchange.ts';
import { idempotencyHeader } from './idempotency.ts';

/** A page that loads nothing and runs nothing; pages with a style of their own say so themselves. */
const bareContentPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const always: HeaderFields = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
};

const exposed = [
  'etag',
  'link',
  'location',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  correlationHeader,
  'idempotency-replayed',
].join(', ');

/** Adds what every answer carries. What the answer says itself stays, as a public page's own cache rule. */
export const withCommonHeaders = (
  response: OutgoingResponse,
  correlationId: string,
  origin: string | null,
  origins: readonly string[],
): OutgoingResponse => ({
  ...response,
  headers: {
    ...always,
    ...(response.headers['content-type']?.startsWith('text/html') && {
      'content-security-policy': bareContentPolicy,
    }),
    ...response.headers,
    ...corsHeaders(origin, origins),
    vary: 'accept-language, origin',
    [correlationHeader]: correlationId,
  },
});

/** Only origins that are configured may read answers in a browser. Bearer tokens are sent openly: no credentials mode. */
const corsHeaders = (origin: string | null, origins: readonly string[]): HeaderFields =>
  origin !== null && origins.includes(origin)
    ? { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed }
    : {};

/** What a browser is told before it sends a request from a configured origin. */
export const preflightHeaders = (methods: readonly string[]): HeaderFields => ({
  'access-control-allow-methods': methods.join(', '),
  'access-control-allow-headers': [
    'authorization',
    'content-type',
    'accept-language',
    'if-match',
    'if-none-match',
    idempotencyHeader,
    correlationHeader,
    'traceparent',
  ].join(', '),
  'access-control-max-age': '7200',
});
