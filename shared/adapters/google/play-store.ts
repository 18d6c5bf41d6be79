import type { Clock } from '../../kernel/clock.ts';
import { err, ok } from '../../kernel/result.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import { StoreThrottled } from '../../store-purchases/store-throttled.ts';
import type { GoogleStore } from '../../store-purchases/stores.ts';
import { factsOf } from './facts.ts';
import type { PlayClient } from './play-client.ts';

export interface PlayStoreOptions {
  readonly client: PlayClient;
  readonly packageName: string;
  /** Whether purchases of licence testers count. */
  readonly allowTest: boolean;
  readonly clock: Clock;
}

/** Malformed, of another app, never made, or ended more than 60 days ago. */
const unknownStatuses = [400, 404, 410];

/** [L5] What Google Play says of a purchase when it is asked. */
export const makePlayStore = ({
  client,
  packageName,
  allowTest,
  clock,
}: PlayStoreOptions): Pick<GoogleStore, 'read' | 'acknowledge'> => {
  const play = () => client().catch(unavailable);
  return {
    read: async (token) => {
      const { purchases } = await play();
      // Before it is asked: what happens meanwhile is younger.
      const asOf = clock.now();
      const answer = await purchases.subscriptionsv2.get({ packageName, token }).catch((error: unknown) => {
        if (unknownStatuses.includes(statusOf(error))) return undefined;
        return unavailable(error);
      });
      const facts = answer && factsOf(token, answer.data, asOf);
      if (facts === undefined) return err('store-unknown-purchase');
      return facts.isTest && !allowTest ? err('store-other-environment') : ok(facts);
    },
    acknowledge: async ({ reference: token, productId: subscriptionId }) => {
      const { purchases } = await play();
      await purchases.subscriptions
        .acknowledge({ packageName, subscriptionId, token, requestBody: {} })
        .catch(unavailable);
    },
  };
};

const unavailable = (cause: unknown): never => {
  if (statusOf(cause) === 429) throw new StoreThrottled('google play', undefined, { cause });
  throw new ServiceError('google play', { cause });
};

const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0;
