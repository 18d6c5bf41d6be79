import { type Invalid, invalid } from '../kernel/failures.ts';
import type { MailboxId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Directory, DirectoryFailure } from '../sources/directory.ts';
import type { Import } from './import.ts';

export interface ResolvedTargets {
  /** Each once, sorted: a user named twice, or through two groups, is one mailbox. */
  readonly mailboxes: readonly MailboxId[];
  /** Positions in `targets.groups` of those that the directory does not know. */
  readonly unknownGroups: readonly number[];
}

/** [I1] The mailboxes of an import at this moment: its users and the members of its groups. */
export const resolveTargets = async (
  ctx: TenantContext,
  targets: Import['targets'],
  directory: Directory,
): Promise<Result<ResolvedTargets, DirectoryFailure>> => {
  const ids = new Set(targets.users.map((id) => id.toLowerCase()));
  const unknownGroups: number[] = [];
  for (const [n, group] of targets.groups.entries()) {
    const members = await directory.membersOf(ctx, group);
    if (members.ok) for (const id of members.value) ids.add(id.toLowerCase());
    else if (members.error.type === 'not-found') unknownGroups.push(n);
    else return { ok: false, error: members.error };
  }
  return ok({ mailboxes: [...ids].sort() as MailboxId[], unknownGroups });
};

/** The mailboxes of targets that somebody has just named: a group that there is not is his mistake. */
export const resolveNewTargets = async (
  ctx: TenantContext,
  targets: Import['targets'],
  directory: Directory,
): Promise<Result<readonly MailboxId[], DirectoryFailure | Invalid>> => {
  const resolved = await resolveTargets(ctx, targets, directory);
  if (!resolved.ok) return resolved;
  const { mailboxes, unknownGroups } = resolved.value;
  if (unknownGroups.length === 0) return ok(mailboxes);
  return err(
    invalid(...unknownGroups.map((n) => ({ pointer: `/targets/groups/${n}`, rule: 'unknown-group' }))),
  );
};
