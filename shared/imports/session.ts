import type { MailboxId } from '../kernel/ids.ts';
import { makeCourse } from './course.ts';
import type { DeletionGate } from './deletion-limit.ts';
import { openRecord } from './mailbox-record.ts';
import type { MailboxResult } from './mailbox-result.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { MailboxOperation, MailboxOutcome } from './mailboxes.ts';
import type { ManifestChange, StoredManifest } from './manifest.ts';
import { makePatience } from './patience.ts';
import type { CardRules } from './plan-mailbox.ts';
import type { Stage } from './stage.ts';
import type { Work } from './work-queue.ts';

/**
 * One mailbox on its way from what it holds to what it should hold. It answers which operations it wants next and takes
 * their outcomes; it does no I/O, so that many sessions can share HTTP calls and every order of answers can be tested.
 *
 * (finding-folder →) reading → planning → marking → writing (→ colouring) → done
 *                       ↑________________________________|   after many writes: reads off their echoes
 *
 * A preview ends where it would mark or write [I6]. `marking` waits until the store knows that writes are under way;
 * nothing is written before, not even the folder. A folder that vanishes leads back to finding-folder. `failed` and
 * `postponed` are reached from everywhere but `colouring`: with the
 * contacts done nothing can fail any more.
 */
export interface Session {
  readonly mailbox: MailboxId;
  readonly phase: Stage['kind'];
  /** Epoch ms before which nothing may be sent. */
  readonly wakeAt: number;
  /** Operations to come, as far as known: busier mailboxes go first. */
  readonly weight: number;
  /** Operations that `take` would give now. */
  readonly offer: number;
  /** Operations to send now, at most `max`; none while others of this mailbox are under way. */
  take(max: number, now: number): Promise<readonly Ticket[]>;
  /** The outcomes of everything that one `take` gave, together. */
  accept(answers: readonly Answer[], now: number): void;
  /** In `planning`: decides what to write. */
  plan(): Promise<void>;
  /** In `marking`: what the store shall know before the first write. */
  mark(): ManifestChange;
  /** The mark is in the store under this ETag. */
  marked(etag: string): void;
  /** What to keep of this mailbox, if anything; `forget`: nothing of ours is there any more, or ever was. */
  keep(): ManifestChange | 'forget' | undefined;
  result(): MailboxResult;
}

export interface Ticket {
  readonly session: Session;
  readonly operation: MailboxOperation;
  readonly work?: Work;
}

export interface Answer {
  readonly ticket: Ticket;
  readonly outcome: MailboxOutcome;
}

export interface SessionOptions {
  readonly target: MailboxTarget;
  readonly rules: CardRules;
  /** The run that the figures are of. */
  readonly run: string;
  /** [I6] How much of what the mailbox holds may go. */
  readonly gate: DeletionGate['contacts'];
  /** [I6] `preview`: reads and plans as ever, and ends without a write, neither in the mailbox nor in our record of it. */
  readonly intent: 'write' | 'preview';
  /** From 0 to 1. */
  readonly random: () => number;
}

export const isEnded = ({ phase }: Session): boolean =>
  phase === 'done' || phase === 'failed' || phase === 'postponed';

export const openSession = (
  mailbox: MailboxId,
  stored: StoredManifest | undefined,
  { target, rules, run, gate, intent, random }: SessionOptions,
): Session => {
  const record = openRecord(mailbox, stored, target, run, intent);
  const course = makeCourse(mailbox, record, { target, rules, gate, intent });
  const patience = makePatience(random);
  let stage = course.begin();
  let inFlight = false;

  const wanted = async (max: number): Promise<readonly Omit<Ticket, 'session'>[]> => {
    switch (stage.kind) {
      case 'finding-folder':
        return [{ operation: stage.finder.next() }];
      case 'reading': {
        const operation = stage.reader.next();
        return operation === undefined ? [] : [{ operation }];
      }
      case 'removing-folder':
        return [{ operation: { mailbox, kind: 'delete-folder', folderId: stage.folderId } }];
      case 'colouring':
        return [{ operation: stage.painter.next() }];
      case 'writing': {
        const { writer } = stage;
        const taken = await writer.take(Math.min(max, patience.width));
        // What was left had nothing to send.
        if (writer.remaining === 0) stage = course.written(writer);
        return taken;
      }
      default:
        return [];
    }
  };

  /** Where the outcomes of one call lead. */
  const after = (answers: readonly Answer[], now: number): Stage => {
    const outcomes = answers.map(({ outcome }) => outcome);
    const writer = stage.kind === 'writing' ? stage.writer : undefined;
    // Each of them tells what it did, whatever happened to the others.
    const written = answers.map(({ ticket, outcome }) =>
      ticket.work === undefined ? undefined : writer?.accept(ticket.work, outcome),
    );
    const tooMuch = patience.weigh(outcomes, now);
    if (stage.kind === 'colouring' && tooMuch !== undefined) return course.uncoloured(tooMuch);
    const turnedAway =
      stage.kind === 'colouring'
        ? undefined
        : outcomes.map(course.turnedAway).find((each) => each !== undefined);
    if (turnedAway !== undefined) return turnedAway;
    if (tooMuch !== undefined) return { kind: 'postponed', reason: tooMuch };
    if (written.includes('folder-gone')) return course.folderGone();
    if (writer !== undefined) return writer.remaining === 0 ? course.written(writer) : stage;
    const [first] = answers;
    if (first === undefined || isWait(first.outcome)) return stage;
    return course.answered(stage, first.ticket.operation, first.outcome);
  };

  const self: Session = {
    mailbox,
    get phase() {
      return stage.kind;
    },
    get wakeAt() {
      return patience.wakeAt;
    },
    get weight() {
      return stage.kind === 'writing' ? stage.writer.remaining : 1;
    },
    get offer() {
      if (stage.kind === 'writing') return Math.min(stage.writer.remaining, patience.width);
      return asksOneByOne(stage) ? 1 : 0;
    },
    take: async (max, now) => {
      if (inFlight || patience.wakeAt > now) return [];
      const tickets = (await wanted(max)).map((each) => ({ session: self, ...each }));
      inFlight = tickets.length > 0;
      return tickets;
    },
    accept: (answers, now) => {
      inFlight = false;
      stage = after(answers, now);
    },
    plan: async () => {
      if (stage.kind === 'planning') stage = await course.planned(stage.reader);
    },
    mark: () => record.mark(),
    marked: (etag) => {
      record.markSaved(etag);
      if (stage.kind === 'marking') stage = stage.next;
    },
    keep: () => {
      if (intent === 'preview') return undefined;
      if (stage.kind === 'done') return target.mode === 'remove' ? 'forget' : record.keep();
      if (!record.isMarked) return undefined;
      return stage.kind === 'failed' && !record.hasTrace ? 'forget' : record.keep();
    },
    result: () => {
      const reason = stage.kind === 'failed' || stage.kind === 'postponed' ? stage.reason : undefined;
      const heldBack = stage.kind === 'failed' ? stage.heldBack : undefined;
      const result = record.result(stage.kind === 'done' ? 'done' : 'failed', reason);
      return heldBack === undefined ? result : { ...result, heldBack };
    },
  };
  return self;
};

const isWait = ({ status }: MailboxOutcome) => status === 'throttled' || status === 'uncertain';

const asksOneByOne = ({ kind }: Stage) =>
  kind === 'finding-folder' || kind === 'reading' || kind === 'removing-folder' || kind === 'colouring';
