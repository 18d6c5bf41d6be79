import type { SubscriptionRequired } from '../kernel/failures.ts';
import type { MayUseApp } from './app-entitlement.ts';

/** What says most about how the user can be helped comes first. */
const tellingFirst: readonly SubscriptionRequired['reason'][] = [
  'seats-short',
  'no-seat',
  'not-included',
  'not-begun',
  'ended',
  'none',
];

/** [L4] Entitled by any of the channels, asked in this order and only until one does. */
export const makeAnyChannel =
  (channels: readonly MayUseApp[]): MayUseApp =>
  async (ctx, userId) => {
    const reasons: SubscriptionRequired['reason'][] = [];
    for (const mayUseApp of channels) {
      const found = await mayUseApp(ctx, userId);
      if (found.entitled) return found;
      reasons.push(found.reason);
    }
    return { entitled: false, reason: tellingFirst.find((reason) => reasons.includes(reason)) ?? 'none' };
  };
