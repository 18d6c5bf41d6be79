import { ExportResultCode, hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

/** One JSON object a span, for a developer's eyes. */
export const makeLineExporter = (write: (line: string) => void): SpanExporter => ({
  export: (spans, done) => {
    for (const span of spans) write(JSON.stringify(lineOf(span)));
    done({ code: ExportResultCode.SUCCESS });
  },
  shutdown: async () => {},
});

const lineOf = (span: ReadableSpan) => ({
  span: span.name,
  traceId: span.spanContext().traceId,
  spanId: span.spanContext().spanId,
  parentSpanId: span.parentSpanContext?.spanId,
  durationMs: Math.round(hrTimeToMilliseconds(span.duration)),
  ...span.attributes,
});
