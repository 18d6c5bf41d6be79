import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ShareStore } from './share.ts';

/** Ids of the tenant's shares that offer people of a source. */
export const makeSharesOf =
  (deps: { readonly shares: ShareStore }) =>
  async (ctx: TenantContext, sourceId: string): Promise<readonly string[]> => {
    const ids: string[] = [];
    for await (const { value } of deps.shares.all(ctx)) {
      if (value.sources.some((source) => source.sourceId === sourceId)) ids.push(value.id);
    }
    return ids;
  };
