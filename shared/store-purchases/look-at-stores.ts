import { type Clock, toIso } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { DueLooks } from './due-looks.ts';
import type { LookAtPurchase } from './look-at-purchase.ts';
import type { StoreName } from './store-facts.ts';
import { StoreThrottled } from './store-throttled.ts';

/** Apple allows 50 requests a second, a tenth of that in its sandbox: one after the other stays far below. */
const mostLooks = 1000;
const longestMs = 4 * 60_000;
/** After so many in a row a store is taken for away. */
const patience = 3;

/**
 * [L5] Asks the stores of every purchase whose time has come without a word of them: notifications get lost, and Apple repeats
 * one for three days only. Those that wait longest come first, of whatever tenant; what a store does not answer waits for a later
 * time, so that the others do not wait for it. Answers how many were asked for.
 */
export const makeLookAtStores =
  (deps: {
    readonly dueLooks: DueLooks;
    readonly lookAtPurchase: LookAtPurchase;
    readonly clock: Clock;
    readonly log: Log;
  }) =>
  async (): Promise<number> => {
    const { clock, log } = deps;
    const begun = clock.now();
    const failures: Record<StoreName, number> = { apple: 0, google: 0 };
    let asked = 0;
    for await (const due of deps.dueLooks.acrossTenants(toIso(begun))) {
      const { store } = due;
      if (failures[store] >= patience) continue;
      if (asked >= mostLooks || clock.now() - begun >= longestMs) break;
      try {
        const looked = await deps.lookAtPurchase(due);
        if (looked === 'none') continue;
        asked += 1;
        failures[store] = looked === 'failed' ? failures[store] + 1 : 0;
      } catch (error) {
        if (!(error instanceof StoreThrottled)) throw error;
        failures[store] = patience;
        const { retryAt } = error;
        log('warn', 'a store takes no more questions', {
          reason: store,
          ...(retryAt === undefined ? {} : { retryAfterMs: retryAt - clock.now() }),
        });
      }
    }
    return asked;
  };
