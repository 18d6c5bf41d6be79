import type { Clock } from '../kernel/clock.ts';
import type { Stale } from '../kernel/failures.ts';
import type { MailboxId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type Mailboxes, maxOperationsPerCall, maxOperationsPerMailbox } from './mailboxes.ts';
import type { ManifestChange } from './manifest.ts';
import type { Session, Ticket } from './session.ts';

export interface DriveDeps {
  readonly mailboxes: Mailboxes;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** HTTP calls under way at a time; each mailbox is in at most one of them. */
  readonly concurrency: number;
  readonly save: (
    changes: readonly ManifestChange[],
  ) => Promise<Result<ReadonlyMap<MailboxId, string>, Stale>>;
  /** After mailboxes came to an end; may be slow, nothing waits in Graph meanwhile. */
  readonly onProgress: () => Promise<void>;
  /** Epoch ms after which no call may start: the lease would not cover it. */
  readonly deadline: number;
}

/** `lost`: another worker has these mailboxes. `interrupted`: time is up; what is open goes on later. */
export type DriveEnd = 'finished' | 'interrupted' | 'lost';

/** As many ended mailboxes are saved in one transaction. */
const saveTogether = 10;
const isEnd = (session: Session) =>
  session.phase === 'done' || session.phase === 'failed' || session.phase === 'postponed';

/**
 * Brings many mailboxes to their end with few HTTP calls: every call is filled with up to 20 operations of several
 * mailboxes, at most 4 of each, and no mailbox is in two calls at once. A partly filled call is sent only when nothing
 * under way could fill it up.
 */
export const driveSessions = async (
  ctx: TenantContext,
  sessions: readonly Session[],
  deps: DriveDeps,
): Promise<DriveEnd> => {
  const underWay = new Set<Promise<void>>();
  const busy = new Set<Session>();
  const saved = new Set<Session>();
  let failure: unknown;

  const send = (tickets: readonly Ticket[]) => {
    const involved = new Set(tickets.map((ticket) => ticket.session));
    for (const session of involved) busy.add(session);
    const call = deps.mailboxes
      .execute(
        ctx,
        tickets.map((ticket) => ticket.operation),
      )
      .then((outcomes) => {
        const now = deps.clock.now();
        for (const [n, ticket] of tickets.entries()) {
          const outcome = outcomes[n] ?? { status: 'uncertain', reason: 'no answer to this operation' };
          ticket.session.accept(ticket, outcome, now);
        }
      })
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        for (const session of involved) busy.delete(session);
        underWay.delete(call);
      });
    underWay.add(call);
  };

  const fill = async (ready: readonly Session[]): Promise<readonly Ticket[]> => {
    const tickets: Ticket[] = [];
    for (const session of ready) {
      const room = maxOperationsPerCall - tickets.length;
      if (room === 0) break;
      tickets.push(...(await session.take(Math.min(room, maxOperationsPerMailbox), deps.clock.now())));
    }
    return tickets;
  };

  const saveEnded = async (least: number): Promise<boolean> => {
    const ended = sessions.filter((session) => isEnd(session) && !saved.has(session) && !busy.has(session));
    if (ended.length < least || ended.length === 0) return true;
    if (!(await saveAll(ended))) return false;
    for (const session of ended) saved.add(session);
    await deps.onProgress();
    return true;
  };

  const saveAll = async (those: readonly Session[]): Promise<boolean> => {
    const kept = those.filter((session) => session.touched);
    if (kept.length === 0) return true;
    const result = await deps.save(kept.map((session) => session.change()));
    if (!result.ok) return false;
    for (const session of kept) session.saved(result.value.get(session.mailbox) ?? '');
    return true;
  };

  const mark = async (): Promise<boolean> => {
    const planned = sessions.filter((session) => session.phase === 'planned');
    const result = await deps.save(planned.map((session) => session.change()));
    if (!result.ok) return false;
    for (const session of planned) session.marked(result.value.get(session.mailbox) ?? '');
    return true;
  };

  for (;;) {
    if (failure !== undefined) {
      await Promise.all(underWay);
      throw failure;
    }
    for (const session of sessions) {
      if (session.phase === 'observed' && !busy.has(session)) await session.plan();
    }
    const now = deps.clock.now();
    const open = sessions.filter((session) => !isEnd(session));
    const sendable = open
      .filter((session) => !busy.has(session) && session.phase !== 'planned' && session.wakeAt <= now)
      .sort((a, b) => b.weight - a.weight);
    const offered = sendable.reduce(
      (sum, session) => sum + Math.min(session.weight, maxOperationsPerMailbox),
      0,
    );
    const full = offered >= maxOperationsPerCall;

    if (
      now < deps.deadline &&
      underWay.size < deps.concurrency &&
      (full || (offered > 0 && underWay.size === 0))
    ) {
      const tickets = await fill(sendable);
      if (tickets.length > 0) send(tickets);
      // Without a ticket the sessions moved on by themselves (nothing left to write).
      continue;
    }
    if (!(await saveEnded(saveTogether))) return abandon(underWay);
    if (underWay.size > 0) {
      await Promise.race(underWay);
      continue;
    }
    if (open.length === 0) return (await saveEnded(1)) ? 'finished' : 'lost';
    if (now >= deps.deadline) {
      const begun = sessions.filter((session) => !saved.has(session) && session.phase !== 'planned');
      return begun.length === 0 || (await saveAll(begun)) ? 'interrupted' : 'lost';
    }
    if (open.some((session) => session.phase === 'planned')) {
      if (!(await mark())) return 'lost';
      continue;
    }
    const wakeAt = Math.min(...open.map((session) => session.wakeAt));
    await deps.sleep(Math.max(1, Math.min(wakeAt, deps.deadline) - now));
  }
};

const abandon = async (underWay: ReadonlySet<Promise<void>>): Promise<'lost'> => {
  await Promise.all(underWay);
  return 'lost';
};
