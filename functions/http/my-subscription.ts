import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { created, okReply } from '../../shared/http/reply.ts';
import { toIso } from '../../shared/kernel/clock.ts';
import { conflict } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { AccountTokenOf } from '../../shared/store-purchases/account-token.ts';
import { endOf, isRunning } from '../../shared/store-purchases/advance-purchase.ts';
import type { makeHandInPurchase } from '../../shared/store-purchases/hand-in-purchase.ts';
import { managementLink } from '../../shared/store-purchases/management-link.ts';
import { type Purchase, purchaseStates } from '../../shared/store-purchases/purchase.ts';
import { channels, type makeReadMySubscription } from '../../shared/store-purchases/read-my-subscription.ts';
import { storeNames } from '../../shared/store-purchases/store-facts.ts';
import { planOfProduct } from '../../shared/store-purchases/store-products.ts';

export interface MySubscriptionRouteDeps {
  readonly accountTokenOf: AccountTokenOf;
  readonly handInPurchase: ReturnType<typeof makeHandInPurchase>;
  readonly readMySubscription: ReturnType<typeof makeReadMySubscription>;
  /** The app's name at Google, where that store is offered. */
  readonly packageName: string | undefined;
}

const tag = 'App';
const access = 'user';

const purchaseView = z
  .strictObject({
    store: z.enum(storeNames),
    plan: z.string().optional(),
    state: z.enum(purchaseStates).meta({
      description:
        '`trial`, `active`, `grace` (could not be charged yet) and `cancelled` (does not renew) let the user use the app ' +
        'until `until`; `on-hold`, `paused`, `expired`, `revoked` (paid back) and `replaced` do not.',
    }),
    until: z.string(),
    renews: z.boolean(),
    test: z.boolean().meta({ description: 'Bought in a store’s test environment.' }),
    managementUrl: z.string().meta({ description: 'Where the user changes or cancels it, at the store.' }),
  })
  .meta({ id: 'StorePurchase' });

const subscriptionView = z
  .strictObject({
    entitled: z.boolean(),
    until: z.string().optional().meta({ description: 'Absent: without an end that is known.' }),
    reason: z
      .string()
      .optional()
      .meta({ description: 'Why not, as the problem subscription-required says.' }),
    channels: z
      .array(z.strictObject({ channel: z.enum(channels), until: z.string().optional() }))
      .meta({ description: 'By what: the company’s contract, one of its seats, an own purchase.' }),
    purchases: z.array(purchaseView),
    paidTwice: z.boolean().meta({
      description:
        'The company pays, and an own purchase goes on to renew: the user may cancel it at its `managementUrl`.',
    }),
  })
  .meta({ id: 'MySubscription' });

const token = z.string().min(1);
const handedIn = z.discriminatedUnion('store', [
  z.strictObject({
    store: z.literal('apple'),
    signedTransaction: token.max(32 * 1024).meta({ description: 'StoreKit’s `jwsRepresentation`.' }),
  }),
  z.strictObject({ store: z.literal('google'), purchaseToken: token.max(4096) }),
]);

/** [L4][L5] What the user himself has bought, and all that lets him use the app. */
export const mySubscriptionRoutes = (deps: MySubscriptionRouteDeps): readonly Route[] => {
  const toView = (purchase: Purchase): z.input<typeof purchaseView> => {
    const { store, productId, state, renews, isTest: test } = purchase;
    const plan = planOfProduct(productId);
    return {
      store,
      ...(plan === undefined ? {} : { plan }),
      state,
      until: toIso(endOf(purchase)),
      renews,
      test,
      managementUrl: managementLink(purchase, deps.packageName),
    };
  };

  return [
    defineRoute({
      operationId: 'getMySubscription',
      method: 'GET',
      path: '/v1/me/subscription',
      summary: 'See what lets the user use the app, and until when',
      tag,
      access,
      replies: { 200: subscriptionView },
      errors: [],
      handler: async ({ ctx, principal }) => {
        const { entitlement, by, purchases, paidByCompany } = await deps.readMySubscription(
          ctx,
          principal.oid,
        );
        const paidTwice = paidByCompany && purchases.some((each) => isRunning(each) && each.renews);
        const views = purchases.map(toView);
        return ok(okReply({ ...entitlement, channels: [...by], purchases: views, paidTwice }));
      },
    }),
    defineRoute({
      operationId: 'getMyAccountToken',
      method: 'GET',
      path: '/v1/me/purchases/account-token',
      summary: 'Read what the app tells the store about who buys',
      description:
        'To be given to the store at the purchase: to Apple as `appAccountToken`, to Google as the obfuscated account id. ' +
        'Always the same for a user. A purchase without it, or with another user’s, is refused. Not given while the company ' +
        'pays for the user’s app (409 `paid-by-company`): nobody is to pay twice.',
      tag,
      access,
      replies: { 200: z.strictObject({ accountToken: z.guid() }) },
      errors: ['conflict'],
      handler: async ({ ctx, principal }) => {
        const { paidByCompany } = await deps.readMySubscription(ctx, principal.oid);
        if (paidByCompany) return err(conflict('paid-by-company'));
        return ok(okReply({ accountToken: await deps.accountTokenOf(ctx, principal.oid) }));
      },
    }),
    defineRoute({
      operationId: 'handInPurchase',
      method: 'POST',
      path: '/v1/me/purchases',
      summary: 'Hand in what the user has bought in a store',
      description:
        'It is verified with the store’s own signature or by asking the store. Handing it in again, after a renewal or on ' +
        'another device, is right at any time.',
      tag,
      access,
      limit: { class: 'expensive', perMinute: 10 },
      body: handedIn,
      replies: { 201: purchaseView },
      errors: ['invalid', 'conflict'],
      handler: async ({ ctx, principal, body }) => {
        const kept = await deps.handInPurchase(ctx, principal.oid, body);
        return kept.ok ? ok(created(toView(kept.value), { location: '/v1/me/subscription' })) : kept;
      },
    }),
  ];
};
