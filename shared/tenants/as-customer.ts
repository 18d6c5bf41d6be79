import { type NotFound, notFound } from '../kernel/failures.ts';
import type { TenantId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { onBehalfOf, type TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from './tenant.ts';

export type AsCustomer = (
  operator: TenantContext,
  customer: TenantId,
) => Promise<Result<TenantContext, NotFound>>;

/** The context in which the operator works for a customer that is known. */
export const makeAsCustomer =
  ({ tenants }: { readonly tenants: TenantStore }): AsCustomer =>
  async (operator, customer) => {
    const ctx = onBehalfOf(operator, customer);
    return (await tenants.get(ctx, tenantEntityId)) === undefined ? err(notFound) : ok(ctx);
  };
