import type { ReaderFailure } from '../../sources/source-reader.ts';
import { type TokenRefusal, tokenFailure } from './token-refusal.ts';

/** The app's own credential, or how we ask: no user can do anything about it. */
const ours = ['invalid_client', 'invalid_request', 'unsupported_grant_type', 'invalid_scope'];

/**
 * What a refusal of a user's tokens means [S4]. Beside policies, throttling and failures of Entra or of our own credential
 * there is one answer to all of them (revoked 50173, expired 700082, disabled 50057, password expired 50055, multi-factor
 * 50076, consent withdrawn 65001, …): the user has to sign in anew, and learns there what else is missing.
 */
export function userTokenFailure(refusal: TokenRefusal): ReaderFailure {
  const { status, error, numbers } = refusal;
  const [number] = numbers;
  const code = number === undefined ? error : `AADSTS${number}`;
  const failure = tokenFailure(refusal, []);
  const isPolicy = failure.type === 'access-blocked' && /^\d/.test(failure.code);
  if (isPolicy) return { type: 'access-blocked', code: `AADSTS${failure.code}` };
  if (status === 429 || status >= 500 || ours.includes(error)) return failure;
  return { type: 'source-refused', reason: 'sign-in-required', code };
}
