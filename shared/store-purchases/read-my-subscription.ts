import type { AppEntitlement, MayUseApp } from '../entitlements/app-entitlement.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Purchase } from './purchase.ts';
import type { ReadPurchases } from './store-entitlement.ts';

export const channels = ['contract', 'seat', 'store'] as const;
export type Channel = (typeof channels)[number];

export interface MySubscription {
  readonly entitlement: AppEntitlement;
  /** Those that entitle now. */
  readonly by: readonly { readonly channel: Channel; readonly until?: string }[];
  readonly purchases: readonly Purchase[];
  /** The company pays, by contract or seat: nothing is to be bought. */
  readonly paidByCompany: boolean;
}

/** [L4] What a user has of the app, by whichever way, and until when; asked anew each time. */
export const makeReadMySubscription =
  (deps: {
    readonly channels: Readonly<Record<Channel, MayUseApp>>;
    readonly mayUseApp: MayUseApp;
    readonly readPurchases: ReadPurchases;
  }) =>
  async (ctx: TenantContext, userId: string): Promise<MySubscription> => {
    const [entitlement, purchases, ...answers] = await Promise.all([
      deps.mayUseApp(ctx, userId),
      deps.readPurchases(ctx, userId),
      ...channels.map(async (channel) => ({ channel, answer: await deps.channels[channel](ctx, userId) })),
    ]);
    const by = answers.flatMap(({ channel, answer }) => {
      if (!answer.entitled) return [];
      return [{ channel, ...(answer.until === undefined ? {} : { until: answer.until }) }];
    });
    const paidByCompany = by.some(({ channel }) => channel !== 'store');
    if (!entitlement.entitled || by.length === 0) return { entitlement, by, purchases, paidByCompany };
    const last = by.some(({ until }) => until === undefined)
      ? undefined
      : by
          .flatMap(({ until }) => until ?? [])
          .toSorted()
          .at(-1);
    const longest = { entitled: true as const, ...(last === undefined ? {} : { until: last }) };
    return { entitlement: longest, by, purchases, paidByCompany };
  };
