import type { Clock } from '../../kernel/clock.ts';
import type { AccessBlocked, ConsentRequired, Throttled, Unavailable } from '../../kernel/failures.ts';
import { retryAfterMs } from '../retry-after.ts';
import { errorCode, type GraphAnswer } from './answer.ts';

export type GraphFailure = ConsentRequired | AccessBlocked | Throttled | Unavailable;

/** Where Graph names no time; its throttling windows are 10 s. */
const defaultWaitSeconds = 10;

export const graphUnavailable: Unavailable = { type: 'unavailable', service: 'graph' };

/** [T3] A policy's refusal comes as a challenge for claims that an application cannot fulfil. */
export const isPolicyRefusal = (answer: GraphAnswer): boolean =>
  (answer.status === 401 || answer.status === 403) &&
  (/insufficient_claims/.test(answer.headers.get('www-authenticate') ?? '') ||
    /^(AccessBlocked|ConditionalAccess)/i.test(errorCode(answer)));

/**
 * An answer that is no success, as the kernel's failure. `permission` is what the request needed: it is what is missing
 * when Graph refuses (Authorization_RequestDenied, ErrorAccessDenied, a token that is refused even when new).
 */
export function graphFailure(answer: GraphAnswer, permission: string, clock: Clock): GraphFailure {
  if (answer.status === 429) {
    const waitMs = retryAfterMs(answer.headers.get('retry-after'), clock) ?? defaultWaitSeconds * 1000;
    return { type: 'throttled', retryAfterSeconds: Math.ceil(waitMs / 1000) };
  }
  if (isPolicyRefusal(answer)) return { type: 'access-blocked', code: errorCode(answer) };
  if (answer.status === 401 || answer.status === 403) {
    return { type: 'consent-required', missingPermissions: [permission] };
  }
  return graphUnavailable;
}
