import type { Header, ResponseObject } from './openapi-types.ts';

/** What the API description says of the limits of calls. */
export const limitHeaders: Readonly<Record<string, Header>> = {
  'RateLimit-Policy': {
    description:
      'Limits that the call counts for: `q` calls in `w` seconds (draft-ietf-httpapi-ratelimit-headers).',
    schema: { type: 'string', examples: ['"tenant";q=600;w=60, "reading";q=300;w=60'] },
  },
  RateLimit: {
    description: 'What is left of each: `r` calls; all of them are back in `t` seconds.',
    schema: { type: 'string', examples: ['"tenant";r=599;t=1, "reading";r=299;t=1'] },
  },
  'Retry-After': {
    description: 'Seconds to wait before the call is repeated.',
    schema: { type: 'integer', minimum: 1 },
  },
};

const referTo = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Adds to each answer of an operation what says how often it may be called. */
export const withLimitHeaders = (
  responses: Readonly<Record<string, ResponseObject>>,
  authenticated: boolean,
): Readonly<Record<string, ResponseObject>> =>
  Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const throttled = status === '429';
      const headers = {
        ...response.headers,
        ...(authenticated || throttled ? referTo('RateLimit-Policy', 'RateLimit') : {}),
        ...(throttled ? referTo('Retry-After') : {}),
      };
      return [status, Object.keys(headers).length === 0 ? response : { ...response, headers }];
    }),
  );
