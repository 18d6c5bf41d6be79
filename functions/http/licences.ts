import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { okReply } from '../../shared/http/reply.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import { ok } from '../../shared/kernel/result.ts';
import { mostLicences } from '../../shared/licences/licence-account.ts';
import type { makeReadLicences } from '../../shared/licences/licence-overview.ts';
import { planSchema, plans } from '../../shared/licences/plans.ts';
import type { makeSetLicences } from '../../shared/licences/set-licences.ts';
import type { AsCustomer } from '../../shared/tenants/as-customer.ts';

export interface LicenceRouteDeps {
  readonly readLicences: ReturnType<typeof makeReadLicences>;
  readonly setLicences: ReturnType<typeof makeSetLicences>;
  readonly asCustomer: AsCustomer;
}

const count = z.int().min(0);
const runsADay = Object.entries(plans).map(([name, { runsPerDay }]) => `${name}: ${runsPerDay} a day`);
const plan = planSchema.meta({ description: `How often imports may run: ${runsADay.join(', ')}.` });

const licencesView = z
  .strictObject({
    needed: count.meta({
      description: 'Distinct mailboxes that all imports fill; one in two imports counts once.',
    }),
    held: count.meta({ description: 'Booked.' }),
    missing: count.meta({
      description: 'To be booked for all that is needed, at the latest when the trial ends.',
    }),
    inUse: count.meta({ description: 'Distinct mailboxes of the imports that are covered.' }),
    plan,
    later: z
      .strictObject({ held: count, plan, on: z.iso.date() })
      .optional()
      .meta({ description: 'What changes when the term that is paid ends.' }),
    trial: z
      .strictObject({ startedAt: z.string(), endsAt: z.string(), running: z.boolean() })
      .optional()
      .meta({ description: 'Begins with the first import. While it runs, every mailbox is covered.' }),
    imports: z
      .array(
        z.strictObject({
          importId: z.guid(),
          mailboxes: count,
          waiting: count.meta({ description: 'Of these, mailboxes without a licence: not filled yet.' }),
          covered: z
            .boolean()
            .meta({ description: 'Whether it runs. Nothing is deleted while it does not.' }),
        }),
      )
      .meta({ description: 'The oldest first: the first to be covered.' }),
  })
  .meta({ id: 'Licences' });

const booking = z.strictObject({
  held: count.max(mostLicences).meta({ description: 'Licences to hold from now on, in all.', example: 25 }),
  plan: plan.optional(),
  acceptPause: z
    .boolean()
    .optional()
    .meta({ description: 'Holding too few pauses imports; without this it is refused with their ids.' }),
});

const tag = 'Licences';
const customer = {
  path: '/v1/operator/tenants/{tenantId}/licences',
  params: z.strictObject({ tenantId: z.guid() }),
  access: { roles: ['Operator'] },
} as const;

export const licenceRoutes = (deps: LicenceRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'getLicences',
    method: 'GET',
    path: '/v1/licences',
    summary: 'See how many licences the imports need, and how many are held',
    tag,
    access: { roles: ['Reader', 'Admin'] },
    replies: { 200: licencesView },
    errors: [],
    handler: async ({ ctx }) => {
      const { value, etag } = await deps.readLicences(ctx);
      return ok(okReply(value, { etag }));
    },
  }),
  defineRoute({
    operationId: 'setLicences',
    method: 'PUT',
    path: '/v1/licences',
    summary: 'Book licences or give them back; enough of them resume paused imports',
    description: 'More count, and cost, from today; fewer from the end of the term that is paid: `later`.',
    tag,
    access: { roles: ['Admin'] },
    precondition: 'required',
    body: booking,
    replies: { 200: licencesView },
    errors: ['stale', 'conflict', 'licences-in-use'],
    handler: async ({ ctx, body, etag }) => {
      const set = await deps.setLicences(ctx, (stored) => matches(etag, stored), body);
      return set.ok ? ok(okReply(set.value.value, { etag: set.value.etag })) : set;
    },
  }),
  defineRoute({
    operationId: 'getCustomerLicences',
    method: 'GET',
    ...customer,
    summary: 'See a customer’s licences',
    tag,
    replies: { 200: licencesView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const theirs = await deps.asCustomer(ctx, tenantId(params.tenantId));
      if (!theirs.ok) return theirs;
      const { value, etag } = await deps.readLicences(theirs.value);
      return ok(okReply(value, { etag }));
    },
  }),
  defineRoute({
    operationId: 'setCustomerLicences',
    method: 'PUT',
    ...customer,
    summary: 'Book licences on a customer’s behalf',
    tag,
    precondition: 'required',
    body: booking,
    replies: { 200: licencesView },
    errors: ['not-found', 'stale', 'conflict', 'licences-in-use'],
    handler: async ({ ctx, params, body, etag }) => {
      const theirs = await deps.asCustomer(ctx, tenantId(params.tenantId));
      if (!theirs.ok) return theirs;
      const set = await deps.setLicences(theirs.value, (stored) => matches(etag, stored), body);
      return set.ok ? ok(okReply(set.value.value, { etag: set.value.etag })) : set;
    },
  }),
];
