import type { Clock } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { derivedId, type TenantId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { directoryMessage } from './directory-message.ts';

const hourMs = 60 * 60_000;
const mostKept = 10_000;

export type NoteUse = (ctx: TenantContext) => Promise<void>;

/** That the app is used: an instance says so once an hour a tenant, and the queue drops what others have said in that hour. */
export const makeNoteUse = ({
  commit,
  clock,
}: {
  readonly commit: Commit;
  readonly clock: Clock;
}): NoteUse => {
  const noted = new Map<TenantId, number>();
  return async (ctx) => {
    const hour = Math.floor(clock.now() / hourMs);
    if (noted.get(ctx.tenantId) === hour) return;
    const id = derivedId('app-directory-used', ctx.tenantId, String(hour));
    await commit(ctx, [], [{ ...directoryMessage({}), id }]);
    if (noted.size >= mostKept) noted.clear();
    noted.set(ctx.tenantId, hour);
  };
};
