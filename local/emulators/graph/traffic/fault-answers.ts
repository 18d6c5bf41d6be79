import { errorResponse, GraphError } from '../graph-error.ts';
import type { GraphResponse } from '../message.ts';
import type { RetryAfter } from './faults.ts';

function retryAfterHeader(retryAfter: RetryAfter, nowMs: number): Readonly<Record<string, string>> {
  if (retryAfter === 'absent') return {};
  if ('seconds' in retryAfter) return { 'Retry-After': String(retryAfter.seconds) };
  return { 'Retry-After': new Date(nowMs + retryAfter.dateInSeconds * 1000).toUTCString() };
}

export const throttledAnswer = (retryAfter: RetryAfter, nowMs: number): GraphResponse =>
  errorResponse(
    new GraphError(
      429,
      'ApplicationThrottled',
      'Application is over its MailboxConcurrency limit.',
      retryAfterHeader(retryAfter, nowMs),
    ),
  );

const codes: Readonly<Record<number, string>> = {
  500: 'ErrorInternalServerError',
  502: 'BadGateway',
  503: 'ErrorServerBusy',
  504: 'ErrorTimeoutExpired',
};

export const serverErrorAnswer = (status: number, retryAfter: RetryAfter, nowMs: number): GraphResponse =>
  errorResponse(
    new GraphError(
      status,
      codes[status] ?? 'UnknownError',
      'The server cannot service this request right now. Try again later.',
      retryAfterHeader(retryAfter, nowMs),
    ),
  );

export const expiredTokenAnswer = (): GraphResponse =>
  errorResponse(
    new GraphError(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'),
  );
