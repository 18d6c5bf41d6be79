import {
  type Attributes,
  type Context,
  type Counter,
  type Histogram,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type IMetricReader, MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  ParentBasedSampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { type MetricName, metricNames, metrics } from '../../kernel/metrics.ts';
import type { Span, SpanOptions, Telemetry } from '../../kernel/telemetry.ts';
import { readTraceparent, type Traceparent, traceIdOf } from '../../kernel/traceparent.ts';
import { allowedAttributes } from './allowed-attributes.ts';

export interface OpenTelemetryOptions {
  readonly spanProcessors: readonly SpanProcessor[];
  readonly metricReaders: readonly IMetricReader[];
  /** 0 to 1: how many of the traces that begin here are recorded. One that comes in recorded is recorded on. */
  readonly ratio: number;
}

export interface RunningTelemetry {
  readonly telemetry: Telemetry;
  /** Sends what is gathered. Never rejects: telemetry that cannot be had is no failure of the work. */
  flush(): Promise<void>;
  /** Sends what is gathered and ends. Never rejects. */
  shutdown(): Promise<void>;
}

const kinds = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
} as const;

/** Telemetry by OpenTelemetry's SDK. Nothing is registered globally: several can live in one process, as in tests. */
export const makeOpenTelemetry = (options: OpenTelemetryOptions): RunningTelemetry => {
  const resource = resourceFromAttributes({ 'service.name': 'switchboard' });
  const tracers = new BasicTracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [...options.spanProcessors],
  });
  const meters = new MeterProvider({ resource, readers: [...options.metricReaders] });
  const tracer = tracers.getTracer('switchboard');
  const contexts = new AsyncLocalStorageContextManager().enable();
  const instruments = makeInstruments(meters);

  const span: Telemetry['span'] = async (name, asked, work) => {
    const parent = asked.parent === undefined ? contexts.active() : contextAt(asked.parent);
    const started = tracer.startSpan(name, startOptions(asked), parent);
    try {
      return await contexts.with(trace.setSpan(parent, started), () => work(handleOf(started)));
    } catch (error) {
      // Class only: the text may quote a person.
      handleOf(started).fail(error instanceof Error ? error.name : typeof error);
      throw error;
    } finally {
      started.end();
    }
  };

  const everyOne = async (what: 'forceFlush' | 'shutdown') => {
    await Promise.allSettled([tracers[what](), meters[what]()]);
  };

  return {
    telemetry: {
      span,
      record: (name, value, attributes) => {
        const instrument = instruments.get(name);
        const allowed = allowedAttributes(attributes, metrics[name].attributes);
        if (instrument?.kind === 'counter') instrument.counter.add(value, allowed);
        else instrument?.histogram.record(Math.max(0, value), allowed);
      },
      traceparent: () => placeOf(contexts.active()),
    },
    flush: () => everyOne('forceFlush'),
    shutdown: () => everyOne('shutdown'),
  };
};

const startOptions = ({ kind, attributes }: SpanOptions) => ({
  kind: kind === undefined ? SpanKind.INTERNAL : kinds[kind],
  attributes: allowedAttributes(attributes ?? {}) as Attributes,
});

const handleOf = (span: OtelSpan): Span => ({
  note: (attributes) => void span.setAttributes(allowedAttributes(attributes)),
  fail: (type) => {
    span.setAttributes(allowedAttributes({ 'error.type': type }));
    span.setStatus({ code: SpanStatusCode.ERROR });
  },
});

const contextAt = (place: Traceparent): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(place),
    spanId: place.slice(36, 52),
    traceFlags: Number.parseInt(place.slice(53), 16) & TraceFlags.SAMPLED,
    isRemote: true,
  });

const placeOf = (context: Context): Traceparent | undefined => {
  const at = trace.getSpanContext(context);
  return at && readTraceparent(`00-${at.traceId}-${at.spanId}-0${at.traceFlags & TraceFlags.SAMPLED}`);
};

type Instrument =
  | { readonly kind: 'counter'; readonly counter: Counter }
  | { readonly kind: 'histogram'; readonly histogram: Histogram };

const makeInstruments = (meters: MeterProvider): ReadonlyMap<MetricName, Instrument> => {
  const meter = meters.getMeter('switchboard');
  return new Map(
    metricNames.map((name): [MetricName, Instrument] => {
      const { kind, unit, description } = metrics[name];
      return kind === 'counter'
        ? [name, { kind, counter: meter.createCounter(name, { unit, description }) }]
        : [name, { kind, histogram: meter.createHistogram(name, histogramOf(unit, description)) }];
    }),
  );
};

/** Steps from a call's milliseconds to a night's hours; the SDK's own end at ten seconds. */
const boundaries = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1800, 3600, 7200, 14_400,
];

const histogramOf = (unit: string, description: string) => ({
  unit,
  description,
  advice: { explicitBucketBoundaries: boundaries },
});
