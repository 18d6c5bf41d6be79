import type { InvocationContext, Timer } from '@azure/functions';
import type { TimerRegistry } from './due-imports.ts';

/** [L12] Midnight comes at every quarter of an hour to some time zone. */
const everyQuarter = '0 */15 * * * *';

export const registerDueBilling = (app: TimerRegistry, queueSettlements: () => Promise<number>): void =>
  app.timer('due-billing', {
    schedule: everyQuarter,
    handler: async (_timer: Timer, _context: InvocationContext) => {
      await queueSettlements();
    },
  });
