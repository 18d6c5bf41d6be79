import type { Clock } from '../kernel/clock.ts';
import type { Stale } from '../kernel/failures.ts';
import type { MailboxId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type Mailboxes, maxOperationsPerCall } from './mailboxes.ts';
import type { ManifestChange } from './manifest.ts';
import { isEnded, type Session, type Ticket } from './session.ts';

export interface DriveDeps {
  readonly mailboxes: Mailboxes;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** HTTP calls under way at a time; each mailbox is in at most one of them. */
  readonly concurrency: number;
  readonly save: (
    changes: readonly ManifestChange[],
  ) => Promise<Result<ReadonlyMap<MailboxId, string>, Stale>>;
  /** Nothing of ours is in these mailboxes. */
  readonly forget: (mailboxes: readonly MailboxId[]) => Promise<void>;
  /** After mailboxes came to an end; may be slow, nothing waits in Graph meanwhile. */
  readonly onProgress: () => Promise<void>;
  /** Epoch ms after which no call may start: the lease would not cover it. */
  readonly deadline: number;
}

/** `lost`: another worker has these mailboxes. `interrupted`: time is up; what is open goes on later. */
export type DriveEnd = 'finished' | 'interrupted' | 'lost';

/** As many ended mailboxes are saved in one transaction, or what has ended in this time. */
const saveTogether = 10;
const saveEveryMs = 5_000;

/**
 * Brings many mailboxes to their end with few HTTP calls: every call is filled with up to 20 operations of several
 * mailboxes, few of each, and no mailbox is in two calls at once. A partly filled call is sent only when nothing under
 * way could fill it up. What ends is saved while others go on. A call or a save that throws ends all: the next worker
 * finds the marks.
 */
export const driveSessions = async (
  ctx: TenantContext,
  sessions: readonly Session[],
  deps: DriveDeps,
): Promise<DriveEnd> => {
  const underWay = new Set<Promise<void>>();
  const busy = new Set<Session>();
  const saved = new Set<Session>();
  let savedAt = deps.clock.now();
  let failure: { readonly error: unknown } | undefined;

  const send = (tickets: readonly Ticket[]) => {
    const involved = new Set(tickets.map(({ session }) => session));
    for (const session of involved) busy.add(session);
    const call = deps.mailboxes
      .execute(
        ctx,
        tickets.map(({ operation }) => operation),
      )
      .then((outcomes) => {
        const now = deps.clock.now();
        const answers = tickets.map((ticket, n) => ({
          ticket,
          outcome: outcomes[n] ?? ({ status: 'uncertain', reason: 'no answer' } as const),
        }));
        for (const session of involved) {
          const own = answers.filter(({ ticket }) => ticket.session === session);
          session.accept(own, now);
        }
      })
      .catch((error: unknown) => {
        failure = { error };
      })
      .finally(() => {
        for (const session of involved) busy.delete(session);
        underWay.delete(call);
      });
    underWay.add(call);
  };

  /** False where there is nothing to send now, or too little of it. */
  const sendNext = async (open: readonly Session[], now: number): Promise<boolean> => {
    const ready = open
      .filter((session) => !busy.has(session) && session.wakeAt <= now && session.offer > 0)
      .sort((a, b) => b.weight - a.weight);
    const offered = ready.reduce((sum, { offer }) => sum + offer, 0);
    if (offered === 0 || (offered < maxOperationsPerCall && underWay.size > 0)) return false;
    const tickets: Ticket[] = [];
    for (const session of ready) {
      const room = maxOperationsPerCall - tickets.length;
      if (room > 0) tickets.push(...(await session.take(room, now)));
    }
    // Without a ticket the sessions moved on by themselves: nothing was left to write.
    if (tickets.length > 0) send(tickets);
    return true;
  };

  const keep = async (those: readonly Session[]): Promise<boolean> => {
    const kept = those.map((session) => ({ session, what: session.keep() }));
    const changes = kept.flatMap(({ what }) => (what === undefined || what === 'forget' ? [] : [what]));
    if (changes.length > 0 && !(await deps.save(changes)).ok) return false;
    const forgotten = kept.flatMap(({ session, what }) => (what === 'forget' ? [session.mailbox] : []));
    if (forgotten.length > 0) await deps.forget(forgotten);
    for (const session of those) saved.add(session);
    savedAt = deps.clock.now();
    return true;
  };

  const keepEnded = async (least: number): Promise<boolean> => {
    const ended = sessions.filter((session) => isEnded(session) && !saved.has(session) && !busy.has(session));
    if (ended.length === 0 || ended.length < least) return true;
    if (!(await keep(ended))) return false;
    await deps.onProgress();
    return true;
  };

  /** One transaction for all that come to it at about the same time. */
  const markTogether = async (open: readonly Session[], now: number): Promise<boolean> => {
    const ready = open.filter(({ phase }) => phase === 'marking');
    const isComing = open.some(
      (session) => session.phase === 'reading' && (busy.has(session) || session.wakeAt <= now),
    );
    if (ready.length === 0 || isComing) return true;
    const done = await deps.save(ready.map((session) => session.mark()));
    if (!done.ok) return false;
    for (const session of ready) session.marked(done.value.get(session.mailbox) ?? '');
    return true;
  };

  const abandon = async (): Promise<'lost'> => {
    await Promise.all(underWay);
    return 'lost';
  };

  for (;;) {
    if (failure !== undefined) {
      await Promise.all(underWay);
      throw failure.error;
    }
    for (const session of sessions) if (session.phase === 'planning') await session.plan();
    const now = deps.clock.now();
    const open = sessions.filter((session) => !isEnded(session));
    if (now < deps.deadline) {
      if (!(await markTogether(open, now))) return abandon();
      if (underWay.size < deps.concurrency && (await sendNext(open, now))) continue;
    }
    if (!(await keepEnded(now - savedAt < saveEveryMs ? saveTogether : 1))) return abandon();
    if (underWay.size > 0) {
      await Promise.race(underWay);
      continue;
    }
    if (open.length === 0) return (await keepEnded(1)) ? 'finished' : 'lost';
    if (deps.clock.now() >= deps.deadline) {
      const unsaved = sessions.filter((session) => !saved.has(session));
      return (await keep(unsaved)) ? 'interrupted' : 'lost';
    }
    if (open.some(({ phase }) => phase === 'marking' || phase === 'planning')) continue;
    const wakeAt = Math.min(...open.map((session) => session.wakeAt));
    await deps.sleep(Math.max(1, Math.min(wakeAt, deps.deadline) - deps.clock.now()));
  }
};
