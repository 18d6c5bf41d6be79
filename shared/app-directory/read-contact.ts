import { type NotFound, notFound, type SubscriptionRequired } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { AppDirectory, DirectoryEntry } from './directory.ts';
import type { OpenForUser } from './open-for-user.ts';

/** [S9] One entry. What the user does not see and what there is not are the same to him. */
export const makeReadContact =
  (deps: { readonly openForUser: OpenForUser; readonly directory: AppDirectory }) =>
  async (
    ctx: TenantContext,
    userId: string,
    id: string,
  ): Promise<Result<DirectoryEntry & { readonly sourceId: string }, SubscriptionRequired | NotFound>> => {
    const opened = await deps.openForUser(ctx, userId);
    if (!opened.ok) return opened;
    // An id begins like its source's.
    for (const shelf of opened.value.filter(({ sourceId }) => id.startsWith(sourceId.slice(0, 8)))) {
      const found = await deps.directory.find(ctx, shelf, id);
      if (found !== undefined) return ok({ ...found, sourceId: shelf.sourceId });
    }
    return err(notFound);
  };
