import type { UseCases } from '../use-cases.ts';
import { registerDueBilling } from './due-billing.ts';
import { registerDueErasures } from './due-erasures.ts';
import { registerDueImports, type TimerRegistry } from './due-imports.ts';
import { registerDueLooks } from './due-looks.ts';

/** Every timer there is. */
export const registerTimers = (app: TimerRegistry, useCases: UseCases): void => {
  registerDueImports(app, useCases.dispatchRuns);
  registerDueErasures(app, useCases.queueErasures);
  registerDueBilling(app, useCases.queueSettlements);
  registerDueLooks(app, useCases.lookAtStores);
};
