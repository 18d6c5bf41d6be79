import * as z from 'zod';
import type { AppContractStore } from '../../shared/entitlements/app-contract.ts';
import { appContractId } from '../../shared/entitlements/app-contract.ts';
import type { makeSetContract } from '../../shared/entitlements/set-contract.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { okReply } from '../../shared/http/reply.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import { someUsersSchema } from '../../shared/sources/app-audience.ts';
import type { AsCustomer } from '../../shared/tenants/as-customer.ts';

export interface AppContractRouteDeps {
  readonly contracts: AppContractStore;
  readonly setContract: ReturnType<typeof makeSetContract>;
  readonly asCustomer: AsCustomer;
}

const contractView = z
  .strictObject({
    from: z.string(),
    until: z.string().optional().meta({ description: 'No longer included; absent: until it is set.' }),
    users: someUsersSchema,
  })
  .meta({ id: 'AppContract' });

const instant = z.iso.datetime({ offset: true }).max(40);
const tag = 'App';
const customer = {
  path: '/v1/operator/tenants/{tenantId}/app-contract',
  params: z.strictObject({ tenantId: z.guid() }),
  access: { roles: ['Operator'] },
} as const;

/** [L4][L7] The corporate contract, free of charge to the users; other channels of the subscription come beside it. */
export const appContractRoutes = (deps: AppContractRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'getAppContract',
    method: 'GET',
    path: '/v1/app-contract',
    summary: 'See by what contract the own users have the app',
    tag,
    access: { roles: ['Reader', 'Admin'] },
    replies: { 200: contractView },
    errors: ['not-found'],
    handler: async ({ ctx }) => {
      const found = await deps.contracts.get(ctx, appContractId);
      return found === undefined ? err(notFound) : ok(okReply(found.value, { etag: found.etag }));
    },
  }),
  defineRoute({
    operationId: 'getCustomerAppContract',
    method: 'GET',
    ...customer,
    summary: 'See a customer’s contract for the app',
    tag,
    replies: { 200: contractView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const theirs = await deps.asCustomer(ctx, tenantId(params.tenantId));
      if (!theirs.ok) return theirs;
      const found = await deps.contracts.get(theirs.value, appContractId);
      return found === undefined ? err(notFound) : ok(okReply(found.value, { etag: found.etag }));
    },
  }),
  defineRoute({
    operationId: 'setCustomerAppContract',
    method: 'PUT',
    ...customer,
    summary: 'Keep what was agreed with a customer about the app',
    description: 'A contract is ended by an `until`. What is changed needs no ETag, but heeds one.',
    tag,
    precondition: 'optional',
    body: z.strictObject({
      from: instant.optional().meta({ description: 'As it is, or now.' }),
      until: instant.optional().meta({ description: 'No longer included; absent: open.' }),
      users: someUsersSchema.meta({ description: 'Users of the company that it is for.' }),
    }),
    replies: { 200: contractView },
    errors: ['not-found', 'stale', 'invalid'],
    handler: async ({ ctx, params, body, etag }) => {
      const theirs = await deps.asCustomer(ctx, tenantId(params.tenantId));
      if (!theirs.ok) return theirs;
      const allowed = (stored: string | undefined) =>
        etag === undefined || (stored !== undefined && matches(etag, stored));
      const set = await deps.setContract(theirs.value, allowed, body);
      return set.ok ? ok(okReply(set.value.value, { etag: set.value.etag })) : set;
    },
  }),
];
