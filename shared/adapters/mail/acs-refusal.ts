import type { Clock } from '../../kernel/clock.ts';
import type { MailRefused } from '../../notifications/mailer.ts';
import { retryAfterMs } from '../retry-after.ts';

/** What the client hangs on its errors (core-rest-pipeline's RestError). Its texts may hold addresses and stay here. */
interface RestFailure {
  readonly name: string;
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly response?: { readonly headers?: { get(name: string): string | undefined } };
}

/** Refusals of the mail itself: a bad address or content, a message over 10 MB. */
const lasting: readonly unknown[] = [400, 413];

/**
 * What the service or the network did instead of taking the mail. Refusals of us (no access, unlinked domain, quota) and
 * outages pass, once repaired; an operation that is still under way is looked at again.
 */
export const acsRefusal = (error: unknown, clock: Clock): MailRefused => {
  if (!(error instanceof Error)) throw error;
  const { name, code, statusCode, response }: RestFailure = error;
  if (name === 'AbortError') return { type: 'mail-refused', permanent: false, code: 'acs-not-finished' };
  const wait = retryAfterMs(response?.headers?.get('retry-after'), clock);
  const detail = typeof code === 'string' && code !== '' ? code : statusCode;
  return {
    type: 'mail-refused',
    permanent: lasting.includes(statusCode),
    code: acsCode(detail ?? name),
    ...(wait === undefined ? {} : { retryAfterSeconds: Math.ceil(wait / 1000) }),
  };
};

/** A code of the service or the network as it is kept; whatever else it may hold stays out. */
export const acsCode = (code: unknown): string => `acs-${String(code).replace(/[^\w.-]/g, '')}`.slice(0, 64);

/** 404 for an operation that was never begun or is long forgotten; 400 where the service finds fault with asking. */
export const isUnknownOperation = (error: unknown): boolean => {
  const status = error instanceof Error ? (error as RestFailure).statusCode : undefined;
  return status === 404 || status === 400;
};
