import type { HeaderFields } from './exchange.ts';
import type { LimitPolicy } from './limit-policies.ts';
import type { BucketState } from './rate-limit.ts';

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10): lists of structured fields. `q` calls in `w`
 * seconds; `r` are left, and all of them are back in `t` seconds.
 */
export const rateLimitHeaders = (limits: readonly (LimitPolicy & BucketState)[]): HeaderFields =>
  limits.length === 0
    ? {}
    : {
        'ratelimit-policy': limits
          .map(({ name, quota, windowSeconds }) => `"${name}";q=${quota};w=${windowSeconds}`)
          .join(', '),
        ratelimit: limits
          .map(({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`)
          .join(', '),
      };
