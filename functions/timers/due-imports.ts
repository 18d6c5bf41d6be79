import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';

export interface TimerRegistry {
  timer(name: string, options: TimerFunctionOptions): void;
}

/**
 * [I2] Every five minutes the daily runs that have become due are queued. Timers run in UTC on the platform: which
 * moment is a tenant's night is computed when the import is planned, not here.
 */
const everyFiveMinutes = '0 */5 * * * *';

export const registerDueImports = (app: TimerRegistry, dispatchRuns: () => Promise<number>): void =>
  app.timer('due-imports', {
    schedule: everyFiveMinutes,
    handler: async (_timer: Timer, _context: InvocationContext) => {
      await dispatchRuns();
    },
  });
