import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { makeOpenTelemetry } from './open-telemetry.ts';

/** The real SDK, with everything that it exports in memory. */
export const makeMemoryTelemetry = (ratio = 1) => {
  const spans = new InMemorySpanExporter();
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 });
  const running = makeOpenTelemetry({
    spanProcessors: [new SimpleSpanProcessor(spans)],
    metricReaders: [reader],
    ratio,
  });
  const measured = async () => {
    metrics.reset();
    await running.flush();
    return metrics.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics));
  };
  return {
    ...running,
    spans: (): readonly ReadableSpan[] => spans.getFinishedSpans(),
    span: (name: string): ReadableSpan => {
      const found = spans.getFinishedSpans().find((span) => span.name === name);
      if (found === undefined) throw new Error(`there is no span "${name}"`);
      return found;
    },
    measured,
    /** Data points of a metric. */
    points: async (name: string) =>
      (await measured()).find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [],
    /** Everything that has left, as text. */
    exported: async (): Promise<string> =>
      JSON.stringify([
        spans.getFinishedSpans().map(({ name, attributes, status, events, links }) => ({
          name,
          attributes,
          status,
          events,
          links,
        })),
        (await measured()).map(({ descriptor, dataPoints }) => ({ descriptor, dataPoints })),
      ]),
  };
};
