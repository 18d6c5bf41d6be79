import type { Clock } from '../../kernel/clock.ts';
import type { Unavailable } from '../../kernel/failures.ts';
import type { ReaderFailure } from '../../sources/source-reader.ts';
import { errorCode, type GraphAnswer } from '../graph/answer.ts';
import { isPolicyRefusal } from '../graph/graph-failure.ts';
import { retryAfterMs } from '../retry-after.ts';

export const dynamicsUnavailable: Unavailable = { type: 'unavailable', service: 'dynamics' };
export const notThere: ReaderFailure = { type: 'source-refused', reason: 'not-there' };

/** Named where Dataverse refuses even a new token: the API permission of the application's registration. */
const permission = 'Dynamics CRM user_impersonation';

/** Where Dataverse names no time; its windows are five minutes. */
const defaultWaitSeconds = 30;

/** Codes are e.g. `0x80072560`; anything else is not passed on. */
const codeOf = (answer: GraphAnswer): { readonly code?: string } => {
  const code = errorCode(answer);
  return /^0x[0-9a-f]{8}$/i.test(code) ? { code } : {};
};

/**
 * An answer that is no success. 403 tells that the application is no user of the organisation (0x80072560), or has no role
 * that reads contacts (0x80040220 and others): the company's administrator of Dynamics can change that.
 */
export function dataverseFailure(answer: GraphAnswer, clock: Clock): ReaderFailure {
  const { status, headers } = answer;
  const retryAfter = retryAfterMs(headers.get('retry-after'), clock);
  if (status === 429 || (status === 503 && retryAfter !== undefined)) {
    const seconds = retryAfter === undefined ? defaultWaitSeconds : Math.ceil(retryAfter / 1000);
    return { type: 'throttled', retryAfterSeconds: seconds };
  }
  if (isPolicyRefusal(answer))
    return { type: 'access-blocked', code: errorCode(answer) || 'insufficient_claims' };
  if (status === 401) return { type: 'consent-required', missingPermissions: [permission] };
  if (status === 403) return { type: 'source-refused', reason: 'no-right-to-read', ...codeOf(answer) };
  return status === 404 ? notThere : dynamicsUnavailable;
}
