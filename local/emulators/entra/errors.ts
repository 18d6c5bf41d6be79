import { randomUUID } from 'node:crypto';
import { toIso } from '../../../shared/kernel/clock.ts';
import { type ErrorKind, errorKinds } from './error-kinds.ts';

export type EntraErrorCode = keyof typeof errorKinds;

/** A refusal, thrown anywhere below a route and rendered in one place, as JSON or as a redirect. */
export class EntraError extends Error {
  readonly code: EntraErrorCode;
  /** The claims challenge of a Conditional Access refusal. */
  readonly claims: string | undefined;

  constructor(code: EntraErrorCode, detail = '', claims?: string) {
    super(`AADSTS${code}: ${errorKinds[code].text(detail)}`);
    this.code = code;
    this.claims = claims;
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }
}

/** Entra's error document. `now` in epoch ms; `correlationId` echoes the caller's `client-request-id`. */
export function errorDocument(error: EntraError, now: number, correlationId?: string) {
  const { kind, claims } = error;
  const traceId = randomUUID();
  const correlation = correlationId ?? randomUUID();
  const timestamp = `${toIso(now).slice(0, 19).replace('T', ' ')}Z`;
  return {
    error: kind.error,
    error_description: `${error.message} Trace ID: ${traceId} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [error.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${error.code}`,
    ...(kind.suberror === undefined ? {} : { suberror: kind.suberror }),
    ...(claims === undefined ? {} : { claims }),
  };
}
