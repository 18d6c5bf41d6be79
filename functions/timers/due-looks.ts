import type { InvocationContext, Timer } from '@azure/functions';
import type { TimerRegistry } from './due-imports.ts';

/** [L5] Whose subscription was renewed without a word waits no longer than that, and a few minutes more. */
const everyQuarter = '0 */15 * * * *';

export const registerDueLooks = (app: TimerRegistry, lookAtStores: () => Promise<number>): void =>
  app.timer('due-looks', {
    schedule: everyQuarter,
    handler: async (_timer: Timer, _context: InvocationContext) => {
      await lookAtStores();
    },
  });
