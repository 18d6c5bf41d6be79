import type { EntityStore, Versioned } from './commit.ts';
import type { TenantContext } from './tenant-context.ts';

/**
 * What this very command has made already: it is repeated, because its first answer was lost. To be asked for before
 * anything is judged, as what was allowed then may be refused by now.
 */
export const madeBefore = async <T>(
  ctx: TenantContext,
  store: Pick<EntityStore<T>, 'get'>,
): Promise<Versioned<T> | undefined> =>
  ctx.commandId === undefined ? undefined : store.get(ctx, ctx.commandId);
