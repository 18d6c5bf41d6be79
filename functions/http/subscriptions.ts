import * as z from 'zod';
import { planIdSchema } from '../../shared/billing/catalogue.ts';
import type { makeListPlans } from '../../shared/billing/list-plans.ts';
import type {
  makeManageSubscription,
  makePreviewSubscription,
} from '../../shared/billing/manage-subscription.ts';
import type { makeReadBilling } from '../../shared/billing/read-billing.ts';
import type { makeSubscribe } from '../../shared/billing/subscribe.ts';
import type { Subscription } from '../../shared/billing/subscription.ts';
import { canonicalJson } from '../../shared/contacts/canonical-json.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { created, okReply } from '../../shared/http/reply.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import {
  chargeView,
  planView,
  subscriptionView,
  toChargeView,
  toPlanView,
  toSubscriptionView,
} from './billing-views.ts';

export interface SubscriptionRouteDeps {
  readonly listPlans: ReturnType<typeof makeListPlans>;
  readonly subscribe: ReturnType<typeof makeSubscribe>;
  readonly manageSubscription: ReturnType<typeof makeManageSubscription>;
  readonly previewSubscription: ReturnType<typeof makePreviewSubscription>;
  readonly readBilling: ReturnType<typeof makeReadBilling>;
}

/** Of the subscription itself: what other subscriptions do does not make it stale. Canonical: storage puts fields in order. */
const etagOf = (subscription: Subscription): string => canonicalJson(subscription);

const quantity = z.int().min(1).max(100_000).meta({ description: 'Seats.', example: 25 });
const appPlan = planIdSchema.extract(['app-monthly', 'app-yearly']);
const wish = z
  .strictObject({
    quantity: quantity
      .optional()
      .meta({ description: 'More seats at once, fewer from the end of the term.' }),
    plan: appPlan.optional().meta({ description: 'From the end of the term; in the trial at once.' }),
    cancelled: z
      .boolean()
      .optional()
      .meta({ description: '`true`: it ends with the term or trial. `false` takes that back.' }),
  })
  .refine((body) => Object.keys(body).length > 0, {
    error: 'at-least-one',
    params: { of: 'quantity, plan, cancelled' },
  });

const changed = z.strictObject({
  subscription: subscriptionView,
  charges: z.array(chargeView).meta({ description: 'What it costs at once.' }),
});

const tag = 'Subscriptions';
const read = { roles: ['Reader', 'Admin'] } as const;
const change = { roles: ['Admin'] } as const;

export const subscriptionRoutes = (deps: SubscriptionRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'listPlans',
    method: 'GET',
    path: '/v1/plans',
    summary: 'See what can be subscribed to, at today’s prices',
    tag,
    access: read,
    replies: { 200: z.strictObject({ value: z.array(planView) }) },
    errors: [],
    handler: async ({ ctx }) => ok(okReply({ value: (await deps.listPlans(ctx)).map(toPlanView) })),
  }),
  defineRoute({
    operationId: 'listSubscriptions',
    method: 'GET',
    path: '/v1/subscriptions',
    summary: 'See what the company subscribes to, and what the next statement will hold so far',
    tag,
    access: read,
    replies: { 200: z.strictObject({ value: z.array(subscriptionView), charges: z.array(chargeView) }) },
    errors: ['conflict'],
    handler: async ({ ctx }) => {
      const found = await deps.readBilling(ctx);
      if (!found.ok) return found;
      const { subscriptions, charges } = found.value;
      return ok(
        okReply({ value: subscriptions.map(toSubscriptionView), charges: charges.map(toChargeView) }),
      );
    },
  }),
  defineRoute({
    operationId: 'createSubscription',
    method: 'POST',
    path: '/v1/subscriptions',
    summary: 'Buy seats of the app in advance; the first subscription begins with a free trial',
    description: 'Mailboxes are booked by `PUT /v1/licences`.',
    tag,
    access: change,
    idempotent: true,
    body: z.strictObject({ plan: appPlan, quantity }),
    replies: { 201: subscriptionView },
    errors: ['conflict'],
    handler: async ({ ctx, body }) => {
      const made = await deps.subscribe(ctx, body);
      if (!made.ok) return made;
      const { value } = made;
      return ok(
        created(toSubscriptionView(value), {
          location: `/v1/subscriptions/${value.id}`,
          etag: etagOf(value),
        }),
      );
    },
  }),
  defineRoute({
    operationId: 'getSubscription',
    method: 'GET',
    path: '/v1/subscriptions/{subscriptionId}',
    summary: 'See a subscription',
    tag,
    access: read,
    replies: { 200: subscriptionView },
    errors: ['not-found', 'conflict'],
    handler: async ({ ctx, params }) => {
      const found = await deps.readBilling(ctx);
      if (!found.ok) return found;
      const one = found.value.subscriptions.find(({ id }) => id === params.subscriptionId);
      return one === undefined ? err(notFound) : ok(okReply(toSubscriptionView(one), { etag: etagOf(one) }));
    },
  }),
  defineRoute({
    operationId: 'previewSubscription',
    method: 'POST',
    path: '/v1/subscriptions/{subscriptionId}/preview',
    summary: 'See what a change would do, and cost, before making it',
    tag,
    access: read,
    body: wish,
    replies: { 200: changed },
    errors: ['not-found', 'conflict', 'stale'],
    handler: async ({ ctx, params, body }) => {
      const seen = await deps.previewSubscription(ctx, params.subscriptionId, body);
      if (!seen.ok) return seen;
      const { subscription, charges } = seen.value;
      return ok(
        okReply({ subscription: toSubscriptionView(subscription), charges: charges.map(toChargeView) }),
      );
    },
  }),
  defineRoute({
    operationId: 'changeSubscription',
    method: 'PATCH',
    path: '/v1/subscriptions/{subscriptionId}',
    summary: 'Change seats or plan, cancel, or take a cancellation back',
    tag,
    access: change,
    precondition: 'required',
    body: wish,
    replies: { 200: changed },
    errors: ['not-found', 'conflict', 'stale'],
    handler: async ({ ctx, params, body, etag }) => {
      const allowed = (stored: Subscription) => matches(etag, etagOf(stored));
      const done = await deps.manageSubscription(ctx, params.subscriptionId, allowed, body);
      if (!done.ok) return done;
      const { subscription, charges } = done.value;
      return ok(
        okReply(
          { subscription: toSubscriptionView(subscription), charges: charges.map(toChargeView) },
          { etag: etagOf(subscription) },
        ),
      );
    },
  }),
];
