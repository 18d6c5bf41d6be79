import type { androidpublisher_v3 } from '@googleapis/androidpublisher';
import type { PlayPublisher } from '../../shared/adapters/google/play-client.ts';

export type PlaySubscription = androidpublisher_v3.Schema$SubscriptionPurchaseV2;

/** Google's publisher API for one app, by the rules of `play-contract.ts`; `find` and `save` are what Google keeps by token. */
export const makeMemoryPlay = (
  app: string,
  find: (token: string) => PlaySubscription | undefined,
  save: (token: string, purchase: PlaySubscription) => void,
): PlayPublisher => {
  const found = (packageName: string, token: string): PlaySubscription => {
    const purchase = packageName === app ? find(token) : undefined;
    if (purchase === undefined) throw Object.assign(new Error('no such purchase'), { status: 404 });
    return purchase;
  };
  return {
    purchases: {
      subscriptionsv2: {
        get: async ({ packageName, token }) => ({ data: structuredClone(found(packageName, token)) }),
      },
      subscriptions: {
        acknowledge: async ({ packageName, token }) =>
          save(token, {
            ...found(packageName, token),
            acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
          }),
      },
    },
  };
};
