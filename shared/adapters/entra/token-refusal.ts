import type { AccessBlocked, ConsentRequired, Throttled, Unavailable } from '../../kernel/failures.ts';

export type TokenFailure = ConsentRequired | AccessBlocked | Throttled | Unavailable;

/** Entra's refusal of a token request, as its error document has it. */
export interface TokenRefusal {
  readonly status: number;
  readonly error: string;
  readonly suberror?: string;
  /** AADSTS numbers. */
  readonly numbers: readonly number[];
  readonly retryAfterMs?: number;
}

/**
 * Device and access policies [T3]: 53000 device not compliant, 53001 not joined, 53002 app not approved, 53003 blocked by
 * conditional access, 53011 blocked for risk, 530003 device not managed, …; all share the prefix.
 */
const isPolicy = (number: number): boolean => /^530\d{2,3}$/.test(String(number));

/**
 * 65001 no consent · 65004 declined · 90094 an administrator must consent · 700016 and 7000229 the app is not in the tenant ·
 * 7000112 the app was disabled there · 650051/650052/650057 and 500011 a service it needs is not · 90002 no such tenant.
 */
const consentNumbers = [65001, 65004, 90094, 700016, 7000229, 7000112, 650051, 650052, 650057, 500011, 90002];

const consentErrors = ['consent_required', 'unauthorized_client', 'invalid_resource'];

export const entraUnavailable: Unavailable = { type: 'unavailable', service: 'entra' };
const longestWaitSeconds = 3600;
const defaultWaitSeconds = 30;

/**
 * The numbers are hints that Microsoft may change, so each case is also told by the OAuth `error` alone.
 * `invalid_client` is a fault of our own credential: the customer can do nothing about it.
 */
export function tokenFailure(refusal: TokenRefusal, permissions: readonly string[]): TokenFailure {
  const { status, error, suberror, numbers, retryAfterMs } = refusal;
  if (status === 429) {
    const seconds = retryAfterMs === undefined ? defaultWaitSeconds : Math.ceil(retryAfterMs / 1000);
    return { type: 'throttled', retryAfterSeconds: Math.min(seconds, longestWaitSeconds) };
  }
  if (status >= 500) return entraUnavailable;
  const policy = numbers.find(isPolicy);
  if (policy !== undefined) return { type: 'access-blocked', code: String(policy) };
  const isConsent =
    numbers.some((number) => consentNumbers.includes(number)) ||
    consentErrors.includes(error) ||
    suberror === 'consent_required';
  if (isConsent) return { type: 'consent-required', missingPermissions: permissions };
  // What is left of these two without a known number: a policy that asks for something an application cannot do.
  if (error === 'interaction_required' || error === 'access_denied')
    return { type: 'access-blocked', code: error };
  return entraUnavailable;
}

/** AADSTS500011: the tenant has no such resource. A question for Graph means by it that the consent is missing. */
export const isUnknownResource = ({ status, error, numbers }: TokenRefusal): boolean =>
  status < 500 && (numbers.includes(500011) || error === 'invalid_resource');
