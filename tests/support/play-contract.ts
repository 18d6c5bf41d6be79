import { expect, it } from 'vitest';
import type { PlayPublisher } from '../../shared/adapters/google/play-client.ts';
import type { PlaySubscription } from './memory-play.ts';

export interface OpenedPlay {
  readonly publisher: PlayPublisher;
  readonly packageName: string;
  put(token: string, purchase: PlaySubscription): void;
}

const purchase: PlaySubscription = {
  subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
  acknowledgementState: 'ACKNOWLEDGEMENT_STATE_PENDING',
  startTime: '2026-06-01T08:00:00.000Z',
  lineItems: [{ productId: 'switchboard.app.monthly', expiryTime: '2026-07-01T08:00:00.000Z' }],
};

/** [L5] What every publisher API does, the real client's and the double's. */
export const playContract = (open: () => Promise<OpenedPlay>): void => {
  const status = (promise: Promise<unknown>) =>
    promise.then(
      () => 200,
      (error: unknown) => Number((error as { status?: unknown }).status),
    );

  it('[L5] answers a purchase as it was put, and a change at once', async () => {
    const { publisher, packageName, put } = await open();
    put('t1', purchase);
    const get = () => publisher.purchases.subscriptionsv2.get({ packageName, token: 't1' });
    expect((await get()).data).toEqual(purchase);
    put('t1', { ...purchase, subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' });
    expect((await get()).data.subscriptionState).toBe('SUBSCRIPTION_STATE_EXPIRED');
  });

  it('[L5] knows no token of nobody, and none of another app', async () => {
    const { publisher, packageName, put } = await open();
    put('t1', purchase);
    const { subscriptionsv2, subscriptions } = publisher.purchases;
    expect(await status(subscriptionsv2.get({ packageName, token: 't2' }))).toBe(404);
    expect(await status(subscriptionsv2.get({ packageName: 'com.example.other', token: 't1' }))).toBe(404);
    const of = { subscriptionId: 'switchboard.app.monthly', requestBody: {} };
    expect(await status(subscriptions.acknowledge({ ...of, packageName, token: 't2' }))).toBe(404);
  });

  it('[L5] acknowledges once and for all, and takes it twice', async () => {
    const { publisher, packageName, put } = await open();
    put('t1', purchase);
    const of = { packageName, token: 't1' };
    for (let n = 0; n < 2; n++) {
      await publisher.purchases.subscriptions.acknowledge({
        ...of,
        subscriptionId: 'switchboard.app.monthly',
        requestBody: {},
      });
      const { data } = await publisher.purchases.subscriptionsv2.get(of);
      expect(data).toEqual({ ...purchase, acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED' });
    }
  });
};
