import { fromIso } from '../kernel/clock.ts';
import type { HeldBack } from './deletion-limit.ts';
import type { Import } from './import.ts';
import type { MailboxResult } from './mailbox-result.ts';
import { isPreview, type Run } from './run.ts';

/** [I6] With what these mailboxes were held back for. */
export const addHeldBack = (
  before: readonly HeldBack[] = [],
  results: readonly MailboxResult[],
): HeldBack[] => {
  const others = before.filter(({ kind }) => kind !== 'contacts');
  const contacts = results.reduce(
    (sum, { heldBack }) => {
      if (heldBack === undefined) return sum;
      const most = sum === undefined || heldBack.deletions > sum.deletions ? heldBack : sum;
      const { deletions, of } = most;
      return { kind: 'contacts' as const, deletions, of, mailboxes: (sum?.mailboxes ?? 0) + 1 };
    },
    before.find(({ kind }) => kind === 'contacts'),
  );
  return contacts === undefined ? others : [contacts, ...others];
};

/** What the run held back, where that is not what the import's gate says already. */
export const newsOfGate = ({ gate }: Import, { heldBack: [first] = [] }: Run): readonly HeldBack[] => {
  const isKnown =
    gate?.kind === first?.kind &&
    gate?.deletions === first?.deletions &&
    gate?.of === first?.of &&
    gate?.mailboxes === first?.mailboxes;
  return first === undefined || isKnown ? [] : [first];
};

/**
 * [I6] The import after a run that did its work: what the run held back waits at the gate, and where it held back nothing
 * the gate has gone by itself. A preview changes nothing; a run that did not come to its end has not seen every mailbox.
 */
export const afterRun = (imported: Import, ended: Run): Import => {
  const isWhole = ended.state === 'completed' || ended.state === 'completed-with-errors';
  if (isPreview(ended) || !isWhole) return imported;
  const { gate, targetsCutAt, ...rest } = imported;
  const [first] = ended.heldBack ?? [];
  const since = gate?.kind === first?.kind && gate !== undefined ? gate.since : (ended.finishedAt ?? '');
  const isCarriedOut = targetsCutAt === ended.targetsCutAt && (ended.removalsFailed ?? 0) === 0;
  return {
    ...rest,
    ...(first === undefined ? {} : { gate: { ...first, runId: ended.id, since } }),
    ...(targetsCutAt === undefined || isCarriedOut ? {} : { targetsCutAt }),
  };
};

/** However long a mailbox refuses to be emptied, groups that shrink are noticed again after this time. */
const cutCountsMs = 7 * 24 * 3_600_000;

/** Mailboxes may leave because the administrator himself took users or groups out of the targets: when that was. */
export const cutInForce = ({ targetsCutAt }: Import, now: number): string | undefined =>
  targetsCutAt !== undefined && now - fromIso(targetsCutAt) < cutCountsMs ? targetsCutAt : undefined;

/** Whether something is missing in the new targets that was in the old ones. */
export const cuts = (before: Import['targets'], after: Import['targets']): boolean => {
  const kept = new Set([...after.users, ...after.groups].map((id) => id.toLowerCase()));
  return [...before.users, ...before.groups].some((id) => !kept.has(id.toLowerCase()));
};
