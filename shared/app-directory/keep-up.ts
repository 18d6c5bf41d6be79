import type { AppContractStore } from '../entitlements/app-contract.ts';
import { appContractId } from '../entitlements/app-contract.ts';
import { type Clock, fromIso } from '../kernel/clock.ts';
import type { Change, Commit } from '../kernel/commit.ts';
import type { Message } from '../kernel/messages.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Directory } from '../sources/directory.ts';
import { refreshMessage } from '../sources/refresh-message.ts';
import type { SourceStore } from '../sources/source.ts';
import { sourceKindTable } from '../sources/source-kinds.ts';
import { type AppAccessStore, appAccessId, groupsNamed } from './app-access.ts';
import {
  type GroupMembers,
  type GroupMembersStore,
  groupMembersId,
  groupParts,
  membersUnder,
} from './group-members.ts';

export interface KeepUpDeps {
  readonly access: AppAccessStore;
  readonly contracts: AppContractStore;
  readonly groupMembers: GroupMembersStore;
  readonly sources: SourceStore;
  readonly directory: Directory;
  readonly commit: Commit;
  readonly clock: Clock;
  /** From what age on a source is read again while the app is used. */
  readonly maxAgeMs: number;
}

/**
 * [S9] Once an hour while the app is used, and when a group is named anew: reads the groups that decide on anything, and
 * asks for sources to be read that were not for long; imports may not do so.
 */
export const makeKeepUp =
  (deps: KeepUpDeps) =>
  async (ctx: TenantContext): Promise<void> => {
    const kept = await partsKept(ctx, deps);
    // After them: a group that is named anew meanwhile, and read by whoever was told, is not among those to be forgotten.
    const [access, contract] = await Promise.all([
      deps.access.get(ctx, appAccessId),
      deps.contracts.get(ctx, appContractId),
    ]);
    const shelves = access?.value.shelves ?? [];
    const users = contract?.value.users;
    const named = new Set([...groupsNamed(shelves), ...(users?.who === 'groups' ? users.groups : [])]);
    await forget(
      ctx,
      kept.filter(({ groupId }) => !named.has(groupId)),
      deps,
    );
    for (const groupId of named) await readGroup(ctx, groupId, deps);
    const due = await Promise.all(shelves.map(({ sourceId }) => readingOf(ctx, sourceId, deps)));
    const messages = due.flat();
    if (messages.length > 0) await deps.commit(ctx, [], messages);
  };

const readGroup = async (ctx: TenantContext, groupId: string, deps: KeepUpDeps): Promise<void> => {
  // Before the directory is asked: whoever asked it later and was faster is not written over with what is older.
  const before = new Map<string, { readonly value: GroupMembers; readonly etag: string }>();
  for await (const each of deps.groupMembers.all(ctx, membersUnder(groupId)))
    before.set(each.value.part, each);
  const found = await deps.directory.membersOf(ctx, groupId);
  if (!found.ok && found.error.type !== 'not-found') {
    // Access that is lost comes back by a consent; until then who was in is in.
    if (found.error.type === 'consent-required' || found.error.type === 'access-blocked') return;
    throw new ServiceError('microsoft-graph');
  }
  const members = found.ok ? found.value.map((id) => id.toLowerCase()).toSorted() : [];
  const changes = groupParts.flatMap((part): readonly Change[] => {
    const value = { groupId, part, members: members.filter((id) => id.startsWith(part)) };
    const known = before.get(part);
    if (known === undefined) return [deps.groupMembers.inserted(ctx, value)];
    return known.value.members.join() === value.members.join()
      ? []
      : [deps.groupMembers.replaced(ctx, known.etag, value)];
  });
  if (changes.length === 0) return;
  const done = await deps.commit(ctx, changes);
  // Another worker reads the same group; what it wrote may be older than what was read here.
  if (!done.ok) throw new ServiceError('table storage');
};

type Part = Pick<GroupMembers, 'groupId' | 'part'> & { readonly etag: string };

const partsKept = async (ctx: TenantContext, deps: KeepUpDeps): Promise<readonly Part[]> => {
  const parts: Part[] = [];
  for await (const { value, etag } of deps.groupMembers.all(ctx)) {
    parts.push({ groupId: value.groupId, part: value.part, etag });
  }
  return parts;
};

/** A worker that was faster has done it, or has read the group anew. */
const forget = async (ctx: TenantContext, parts: readonly Part[], deps: KeepUpDeps): Promise<void> => {
  for (let from = 0; from < parts.length; from += groupParts.length) {
    const some = parts.slice(from, from + groupParts.length);
    await deps.commit(
      ctx,
      some.map((each) => deps.groupMembers.deleted(ctx, each.etag, groupMembersId(each))),
    );
  }
};

const readingOf = async (
  ctx: TenantContext,
  sourceId: string,
  { sources, clock, maxAgeMs }: KeepUpDeps,
): Promise<readonly Message[]> => {
  const source = (await sources.get(ctx, sourceId))?.value;
  if (source === undefined || sourceKindTable[source.kind].kept === 'by-hand') return [];
  const { lastRefresh, lastError, state } = source;
  // A source that fails is read when it was repaired, not because somebody looks: refused sign-ins lock accounts.
  if (lastRefresh === undefined || lastError !== undefined || state !== 'ready') return [];
  return clock.now() - fromIso(lastRefresh.finishedAt) > maxAgeMs ? [refreshMessage(sourceId)] : [];
};
