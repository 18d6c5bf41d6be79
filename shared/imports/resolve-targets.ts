import type { MailboxId } from '../kernel/ids.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Directory, DirectoryFailure } from '../sources/directory.ts';
import type { Import } from './import.ts';

export interface ResolvedTargets {
  /** Each once, sorted: a user named twice, or through two groups, is one mailbox. */
  readonly mailboxes: readonly MailboxId[];
  readonly missingGroups: number;
}

/** [I1] The mailboxes of an import at this moment: its users and the members of its groups. */
export const resolveTargets = async (
  ctx: TenantContext,
  targets: Import['targets'],
  directory: Directory,
): Promise<Result<ResolvedTargets, DirectoryFailure>> => {
  const ids = new Set(targets.users.map((id) => id.toLowerCase()));
  let missingGroups = 0;
  for (const group of targets.groups) {
    const members = await directory.membersOf(ctx, group);
    if (members.ok) for (const id of members.value) ids.add(id.toLowerCase());
    else if (members.error.type === 'not-found') missingGroups++;
    else return { ok: false, error: members.error };
  }
  return ok({ mailboxes: [...ids].sort() as MailboxId[], missingGroups });
};
