import type { Commit } from '../kernel/commit.ts';
import { asId, type SourceId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type RefreshRequest, refreshMessage } from './refresh-message.ts';
import type { RefreshSource, SourceFailure } from './refresh-source.ts';
import type { SourceContacts } from './source.ts';
import type { SourcePasswords } from './source-passwords.ts';

/**
 * Takes up a message of `source-refreshes`. Of a source that is gone it removes what is left; where another worker reads,
 * it comes back when that one has ended or may be taken over. A failure that it answers is in the source's row already.
 */
export const makeHandleRefresh =
  (deps: {
    readonly refresh: RefreshSource;
    readonly contacts: SourceContacts;
    readonly passwords: SourcePasswords;
    readonly commit: Commit;
    /** Of a list that is kept by hand, or of one that is gone. */
    readonly recordEdit: (ctx: TenantContext, sourceId: string) => Promise<unknown>;
  }) =>
  async (
    ctx: TenantContext,
    {
      sourceId,
      mode,
      attempt = 1,
      passwords,
      edit,
    }: Pick<RefreshRequest, 'sourceId' | 'mode' | 'attempt' | 'passwords' | 'edit'>,
  ): Promise<Result<void, SourceFailure>> => {
    if (edit === true) {
      await deps.recordEdit(ctx, sourceId);
      return ok(undefined);
    }
    const read = await deps.refresh(ctx, { sourceId, mode, attempt });
    if (read.ok) return ok(undefined);
    switch (read.error.type) {
      case 'not-found':
        await deps.contacts.remove(ctx, asId<SourceId>(sourceId));
        if (passwords !== undefined) await deps.passwords.forgetAll(ctx, asId<SourceId>(sourceId), passwords);
        return ok(undefined);
      case 'refresh-in-progress':
        await deps.commit(
          ctx,
          [],
          [refreshMessage(sourceId, { mode, attempt, notBefore: read.error.until })],
        );
        return ok(undefined);
      default:
        return err(read.error);
    }
  };
