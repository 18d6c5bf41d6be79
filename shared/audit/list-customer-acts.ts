import type { Commit, Page, PageRequest } from '../kernel/commit.ts';
import { type NotFound, notFound } from '../kernel/failures.ts';
import type { TenantId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { onBehalfOf, type TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { Act, RecordAct } from './act.ts';
import type { ActFilter, ListActs } from './list-acts.ts';

/** [T7] The operator reads a customer's trail. That is an act itself, and the customer finds it there: it is recorded first. */
export const makeListCustomerActs =
  (deps: {
    readonly tenants: TenantStore;
    readonly listActs: ListActs;
    readonly recordAct: RecordAct;
    readonly commit: Commit;
  }) =>
  async (
    operator: TenantContext,
    customer: TenantId,
    filter: ActFilter,
    page: PageRequest,
  ): Promise<Result<Page<Act>, NotFound>> => {
    const ctx = onBehalfOf(operator, customer);
    if ((await deps.tenants.get(ctx, tenantEntityId)) === undefined) return err(notFound);
    const reading = deps.recordAct(ctx, { subject: 'audit-trail', subjectId: tenantEntityId });
    const done = await deps.commit(ctx, [reading]);
    if (!done.ok) throw new Error('an act has the id of another');
    return ok(await deps.listActs(ctx, filter, page));
  };
