import type { InvocationContext, Timer } from '@azure/functions';
import type { TimerRegistry } from './due-imports.ts';

/** [T6] Grace periods end by the day; the hour is also how long an erasure that lost its message waits. */
const everyHour = '0 20 * * * *';

export const registerDueErasures = (app: TimerRegistry, queueErasures: () => Promise<number>): void =>
  app.timer('due-erasures', {
    schedule: everyHour,
    handler: async (_timer: Timer, _context: InvocationContext) => {
      await queueErasures();
    },
  });
