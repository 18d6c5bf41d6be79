import type { TokenCredential } from '@azure/identity';
import type { TelemetryConfig } from '../../config/config.ts';
import { silentTelemetry } from '../../kernel/telemetry.ts';
import type { RunningTelemetry } from './open-telemetry.ts';

const off: RunningTelemetry = {
  telemetry: silentTelemetry,
  flush: async () => {},
  shutdown: async () => {},
};

/**
 * Telemetry as the settings ask for it. Where nobody listens nothing is measured, and the SDK, which would make every cold
 * start longer, is not even loaded.
 */
export const startTelemetry = async (
  config: TelemetryConfig,
  write: (line: string) => void,
  credential?: TokenCredential,
): Promise<RunningTelemetry> => {
  if (!config.console && config.connectionString === undefined) return off;
  const { makeExporters } = await import('./exporters.ts');
  return makeExporters(config, write, credential);
};
