import { stackApp } from '../../../../local/emulators/app-stores/stack-app.ts';
import { makeAskApple } from '../../../../shared/adapters/apple/ask-apple.ts';
import type { AppleServer } from '../../../../shared/adapters/apple/server-api.ts';
import { type AppleSignatures, makeAppleStore } from '../../../../shared/adapters/apple/signed-data.ts';
import type { PlayPublisher } from '../../../../shared/adapters/google/play-client.ts';
import { makePlayStore } from '../../../../shared/adapters/google/play-store.ts';
import type { Clock } from '../../../../shared/kernel/clock.ts';
import { err, ok } from '../../../../shared/kernel/result.ts';
import type { AppStores } from '../../../../shared/store-purchases/stores.ts';
import { appleChain, pushedByGoogle } from './app-stores.ts';
import type { Worker } from './gate.ts';
import type { World } from './world.ts';

let judge: AppleSignatures | undefined;
/** Apple's own library over a chain of ours; without state, so that all instances of a process share it. */
const appleStore = (): AppleSignatures => {
  const { bundleId, appId } = stackApp;
  const roots = [appleChain().root];
  judge ??= makeAppleStore({ bundleId, appId, roots, onlineChecks: false, allowTest: false });
  return judge;
};

/** The real adapters: of Apple's the library that judges, and what reads the answers of both. */
export const makeStorePorts = ({ gate, appStores }: World, worker: Worker, clock: Clock): AppStores => {
  const call = <T>(operation: string, writes: boolean, perform: () => Promise<T>) =>
    gate(worker, { port: 'stores', operation, writes }, perform);
  const { subscriptionsv2, subscriptions } = appStores.play.purchases;
  const publisher: PlayPublisher = {
    purchases: {
      subscriptionsv2: { get: (of) => call('google get', false, () => subscriptionsv2.get(of)) },
      subscriptions: {
        acknowledge: (of) => call('google acknowledge', true, () => subscriptions.acknowledge(of)),
      },
    },
  };
  const server: AppleServer = {
    statuses: (of) => call('apple statuses', false, () => appStores.apple.statuses(of)),
  };
  const { packageName } = stackApp;
  return {
    apple: {
      readTransaction: (signed) => call('apple judges', false, () => appleStore().readTransaction(signed)),
      readNotification: (signed) => call('apple judges', false, () => appleStore().readNotification(signed)),
      ask: makeAskApple({ server, signatures: appleStore() }),
    },
    google: {
      packageName,
      ...makePlayStore({ client: async () => publisher, packageName, allowTest: false, clock }),
      admitPush: (authorization) =>
        call('google keys', false, async () =>
          authorization === pushedByGoogle
            ? ok(true)
            : err({ type: 'unauthenticated', reason: 'invalid-token' }),
        ),
    },
  };
};
