import { randomBytes } from 'node:crypto';
import type { TraceContext } from './protocol.ts';

/** W3C Trace Context, version 00. */
const TRACE_PARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A caller's `traceparent` as it is; undefined when there is none or it is not one, so that a fresh trace begins. */
export const traceContextFrom = (traceParent: unknown, traceState?: unknown): TraceContext | undefined => {
  if (typeof traceParent !== 'string' || !TRACE_PARENT.test(traceParent)) return undefined;
  return typeof traceState === 'string' ? { traceParent, traceState } : { traceParent };
};

export const newTraceContext = (): TraceContext => ({
  traceParent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
});
