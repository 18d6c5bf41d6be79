import type { MailboxId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type MailboxOwners, versionWithout, withoutOwner } from './mailbox-owner.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Tag } from './mailboxes.ts';
import type { ManifestHead, StoredManifest } from './manifest.ts';

/** The directory does not tell just now. */
export interface OwnersUnknown {
  readonly reason: 'throttled' | 'unavailable';
  readonly retryAfterMs: number;
}

/** As long as a mailbox that is throttled without a word about how long. */
const defaultWaitMs = 10_000;

/**
 * [I11] The target of each mailbox: without its owner. The directory is asked for addresses only where the mailbox has to
 * be written anyway, or was never looked at so, and where ids do not tell; what was found then is kept in the manifest's
 * head. So an unchanged night asks nothing, and an owner's new address counts with the next change of the share.
 */
export const leaveOutOwners = async (
  owners: MailboxOwners,
  ctx: TenantContext,
  target: MailboxTarget,
  stored: ReadonlyMap<MailboxId, StoredManifest>,
  mailboxes: readonly MailboxId[],
): Promise<Result<(mailbox: MailboxId) => MailboxTarget, OwnersUnknown>> => {
  const { people } = target;
  if (people === undefined) return ok(() => target);
  const found = new Map<MailboxId, readonly Tag[]>();
  const unknown: MailboxId[] = [];
  for (const mailbox of mailboxes) {
    const settled = settledOwner(stored.get(mailbox)?.head, target);
    const byId = people.byId(mailbox);
    if (settled !== undefined) found.set(mailbox, settled);
    else if (byId.length > 0 || !people.haveAddresses) found.set(mailbox, byId);
    else unknown.push(mailbox);
  }
  if (unknown.length > 0) {
    const read = await owners.addressesOf(ctx, unknown);
    if (read.ok) for (const id of unknown) found.set(id, people.byAddress(read.value.get(id) ?? []));
    else if (read.error.type === 'throttled') {
      return err({ reason: 'throttled', retryAfterMs: read.error.retryAfterSeconds * 1000 });
    } else if (read.error.type === 'unavailable') {
      return err({ reason: 'unavailable', retryAfterMs: defaultWaitMs });
    }
    // Without consent the mailboxes will say so themselves; and whatever they take is looked at again.
  }
  return ok((mailbox) => {
    const owner = found.get(mailbox);
    return owner === undefined ? target : withoutOwner(target, owner);
  });
};

/** As found when this very version was written. */
const settledOwner = (
  head: ManifestHead | undefined,
  { version }: MailboxTarget,
): readonly Tag[] | undefined =>
  head?.owner !== undefined && head.written === versionWithout(version, head.owner) ? head.owner : undefined;
