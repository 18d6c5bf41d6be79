import type { TokenCredential } from '@azure/identity';
import { type IMetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, SimpleSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { TelemetryConfig } from '../../config/config.ts';
import { makeLineExporter } from './line-exporter.ts';
import { makeOpenTelemetry, type RunningTelemetry } from './open-telemetry.ts';

/** An instance may be frozen or taken away as soon as it is idle: what is gathered leaves soon. */
const spanDelayMs = 2_000;
const metricIntervalMs = 60_000;

/** Where traces and metrics go: lines on the console, Azure Monitor, or both. */
export const makeExporters = async (
  { console, connectionString, ratio }: TelemetryConfig,
  write: (line: string) => void,
  credential?: TokenCredential,
): Promise<RunningTelemetry> => {
  const spanProcessors: SpanProcessor[] = console ? [new SimpleSpanProcessor(makeLineExporter(write))] : [];
  const metricReaders: IMetricReader[] = [];
  if (connectionString !== undefined) {
    const azure = await import('@azure/monitor-opentelemetry-exporter');
    // Offline storage would keep telemetry on the instance's disk.
    const options = {
      connectionString,
      disableOfflineStorage: true,
      ...(credential === undefined ? {} : { credential }),
    };
    spanProcessors.push(
      new BatchSpanProcessor(new azure.AzureMonitorTraceExporter(options), {
        scheduledDelayMillis: spanDelayMs,
      }),
    );
    metricReaders.push(
      new PeriodicExportingMetricReader({
        exporter: new azure.AzureMonitorMetricExporter(options),
        exportIntervalMillis: metricIntervalMs,
      }),
    );
  }
  return makeOpenTelemetry({ spanProcessors, metricReaders, ratio });
};
