import { describe, expect, it } from 'vitest';
import { parseHostJson } from './host-json.ts';

describe('host.json', () => {
  it('with its version alone has the documented defaults', () => {
    const config = parseHostJson({ version: '2.0' });
    expect(config).toMatchObject({
      functionTimeoutMs: 1_800_000,
      http: { routePrefix: 'api', maxOutstandingRequests: -1, maxConcurrentRequests: -1 },
      serviceBus: {
        maxConcurrentCalls: 16,
        prefetchCount: 0,
        autoCompleteMessages: true,
        maxAutoLockRenewalDuration: 300_000,
        clientRetryOptions: {
          mode: 'exponential',
          tryTimeout: 60_000,
          delay: 800,
          maxDelay: 60_000,
          maxRetries: 3,
        },
      },
      retry: undefined,
      warnings: [],
    });
  });

  it('is read with its time spans and log levels', () => {
    const config = parseHostJson({
      version: '2.0',
      functionTimeout: '00:10:00',
      logging: { logLevel: { default: 'Warning', 'Host.Results': 'Error' } },
      retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: '00:00:03' },
      extensions: {
        serviceBus: {
          maxAutoLockRenewalDuration: '00:30:00',
          clientRetryOptions: { tryTimeout: '00:00:05' },
        },
      },
    });
    expect(config).toMatchObject({
      functionTimeoutMs: 600_000,
      logLevels: { default: 'warning', 'host.results': 'error' },
      retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: 3000 },
      serviceBus: {
        maxAutoLockRenewalDuration: 1_800_000,
        clientRetryOptions: { tryTimeout: 5000, maxRetries: 3 },
      },
    });
    expect(parseHostJson({ version: '2.0', functionTimeout: '-1' }).functionTimeoutMs).toBeUndefined();
  });

  it('is warned about where it is not acted upon', () => {
    const { warnings } = parseHostJson({
      version: '2.0',
      surprise: {},
      extensions: { http: { dynamicThrottlesEnabled: true } },
    });
    expect(warnings).toEqual([
      'host.json: the section "surprise" is not known and is ignored.',
      expect.stringContaining('dynamicThrottlesEnabled is ignored'),
    ]);
  });

  it.each([
    [{}, 'version'],
    [{ version: '1.0' }, 'version'],
    [
      { version: '2.0', functionTimeout: 'five minutes' },
      'functionTimeout: "five minutes" is not a TimeSpan',
    ],
    [
      { version: '2.0', logging: { logLevel: { default: 'Loud' } } },
      'logging.logLevel.default: "Loud" is no log level',
    ],
    [{ version: '2.0', extensions: { serviceBus: { messageHandlerOptions: {} } } }, 'messageHandlerOptions'],
    [
      { version: '2.0', extensions: { serviceBus: { minMessageBatchSize: 5 } } },
      'least batch size is not supported',
    ],
    [
      { version: '2.0', extensions: { serviceBus: { transportType: 'amqpWebSockets' } } },
      'WebSockets is not supported',
    ],
    [{ version: '2.0', retry: { strategy: 'sometimes' } }, 'retry.strategy'],
  ])('%j is refused: %s', (json, reason) => {
    expect(() => parseHostJson(json)).toThrow(reason);
  });
});
