import type { MetricAttributes, MetricName } from './metrics.ts';
import type { Traceparent } from './traceparent.ts';

/**
 * Attributes that a span may bear. An allow-list, as in log.ts: ids, counts and states, never a name, a number, an
 * address or a path with ids of people. Names are OpenTelemetry's semantic conventions where those have one.
 */
export const spanAttributeNames = [
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'url.template',
  'messaging.system',
  'messaging.operation.type',
  'messaging.destination.name',
  'messaging.message.id',
  'messaging.batch.message_count',
  'messaging.servicebus.message.delivery_count',
  'switchboard.operation',
  'switchboard.failure',
  'switchboard.tenant.id',
  'switchboard.correlation.id',
  'switchboard.source.id',
  'switchboard.share.id',
  'switchboard.import.id',
  'switchboard.run.id',
  'switchboard.block',
  'switchboard.retry',
  'switchboard.state',
  'switchboard.requests',
  'switchboard.changes',
  'switchboard.messages',
] as const;

export type SpanAttributes = {
  readonly [Name in (typeof spanAttributeNames)[number]]?: string | number | undefined;
};

export interface SpanOptions {
  /** Internal unless told: `server` and `consumer` are where work comes in, `client` and `producer` where it goes out. */
  readonly kind?: 'server' | 'consumer' | 'client' | 'producer';
  /** Where a trace that began elsewhere goes on; without it the span lies under the one that is current. */
  readonly parent?: Traceparent | undefined;
  readonly attributes?: SpanAttributes;
}

export interface Span {
  note(attributes: SpanAttributes): void;
  /** It failed: `type` is the class of an error or the type of a failure, not its text. */
  fail(type: string): void;
}

/** What happens, told to whoever measures; the work is the same without. */
export interface Telemetry {
  /** Does the work within a span of its own. What the work throws marks the span and is thrown on. */
  span<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** Adds to a counter or notes a value of a histogram, in the metric's unit. */
  record<Name extends MetricName>(name: Name, value: number, attributes: MetricAttributes<Name>): void;
  /** The current place, to be sent along; undefined outside of any span. */
  traceparent(): Traceparent | undefined;
}

const silentSpan: Span = { note: () => {}, fail: () => {} };

/** Measures nothing. */
export const silentTelemetry: Telemetry = {
  span: (_name, _options, work) => work(silentSpan),
  record: () => {},
  traceparent: () => undefined,
};
