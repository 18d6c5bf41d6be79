import { type Clock, toIso } from '../kernel/clock.ts';
import type { Change, Commit } from '../kernel/commit.ts';
import { newestFirstId, type Random } from '../kernel/ids.ts';
import { ok } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Act, ActChange, ActStore } from './act.ts';
import { differences } from './description.ts';
import type { Note, Notes } from './note.ts';

export interface AuditedCommitDeps {
  readonly commit: Commit;
  readonly acts: ActStore;
  readonly notes: Notes;
  /** Changes that stand for an act alone and write no row of their own. */
  readonly marks: WeakSet<Change>;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * [T7] The same commit, which adds one row where a described field differs or something came or went: the act is in the
 * transaction of what it tells, so neither is without the other. ETags keep their positions; a mark has ''.
 */
export const makeAuditedCommit =
  (deps: AuditedCommitDeps): Commit =>
  async (ctx, changes, messages = []) => {
    const noted = changes.map((change) => deps.notes.get(change));
    const told = (await Promise.all(noted.map(toActChange))).filter((each) => each !== undefined);
    const rows = changes.filter((change) => !deps.marks.has(change));
    const act = told.length === 0 ? [] : [deps.acts.inserted(ctx, actOf(ctx, told, deps))];

    const done = await deps.commit(ctx, [...rows, ...act], messages);
    if (!done.ok) return done;
    const written = done.value.values();
    const etags = changes.map((change) => (deps.marks.has(change) ? '' : (written.next().value ?? '')));
    for (const [n, note] of noted.entries()) note?.committed(etags[n] ?? '');
    return ok(etags);
  };

const toActChange = async (note: Note | undefined): Promise<ActChange | undefined> => {
  const before = await note?.before();
  if (note === undefined || before === undefined) return undefined;
  const { subject, subjectId, effect, after } = note;
  const differing = differences(before, after);
  if (effect === 'changed' && differing === undefined) return undefined;
  return { subject, subjectId, effect, before: differing?.before ?? {}, after: differing?.after ?? {} };
};

const actOf = (ctx: TenantContext, changes: ActChange[], deps: AuditedCommitDeps): Act => {
  const now = deps.clock.now();
  const { actor, from, correlationId, operation = 'system' } = ctx;
  return {
    id: newestFirstId(now, deps.random.id()),
    at: toIso(now),
    operation,
    actor,
    ...(from === undefined ? {} : { from }),
    correlationId,
    changes,
  };
};
