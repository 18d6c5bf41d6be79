declare const valid: unique symbol;
/** A place in a trace as W3C Trace Context writes it, version 00: `00-<trace id>-<span id>-<flags>`. */
export type Traceparent = string & { readonly [valid]: true };

const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What came from outside, where it is well formed; else undefined, and a new trace begins. */
export const readTraceparent = (text: unknown): Traceparent | undefined =>
  typeof text === 'string' && form.test(text) ? (text as Traceparent) : undefined;

/** 32 hex digits. */
export const traceIdOf = (place: Traceparent): string => place.slice(3, 35);
