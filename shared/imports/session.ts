import type { MailboxId } from '../kernel/ids.ts';
import { emptyResult, type MailboxFailure, type MailboxResult } from './mailbox-result.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Folder, MailboxOperation, MailboxOutcome } from './mailboxes.ts';
import { maxOperationsPerMailbox } from './mailboxes.ts';
import { emptyManifest, type ManifestChange, type StoredManifest } from './manifest.ts';
import { type Observer, observe } from './observer.ts';
import { type CardRules, type Plan, planMailbox } from './plan-mailbox.ts';
import { makeWriter, type Work, type Writer } from './writer.ts';

/**
 * One mailbox on its way from what it holds to what it should hold. It answers which operations it wants next and takes
 * their outcomes; it does no I/O, so that many sessions can share HTTP calls and every order of answers can be tested.
 *
 * folder → observing → observed → (planned → writing → settling) → done
 *                                    ↑ waits here until the manifest is marked dirty in the store
 */
export type Phase =
  | 'folder'
  | 'observing'
  | 'observed'
  | 'planned'
  | 'writing'
  | 'settling'
  | 'removing-folder'
  | 'done'
  | 'failed'
  | 'postponed';

export interface Session {
  readonly mailbox: MailboxId;
  readonly phase: Phase;
  /** Epoch ms before which nothing may be sent. */
  readonly wakeAt: number;
  /** Rough number of operations still to come: busier mailboxes go first. */
  readonly weight: number;
  /** Operations to send now, at most `max`; none while others of this mailbox are under way. */
  take(max: number, now: number): Promise<readonly Ticket[]>;
  accept(ticket: Ticket, outcome: MailboxOutcome, now: number): void;
  /** In `observed`: decides what to write. Leads to `planned`, or to `done` where nothing is to do. */
  plan(): Promise<void>;
  /** In `planned`: the dirty mark is in the store under this ETag. */
  marked(etag: string): void;
  /** There is something to keep: a mailbox that never let us in leaves no trace. */
  readonly touched: boolean;
  /** What to keep of this mailbox; the head says whether writes may be missing. */
  change(): ManifestChange;
  saved(etag: string): void;
  result(): MailboxResult;
}

export interface Ticket {
  readonly session: Session;
  readonly operation: MailboxOperation;
  readonly work?: Work;
}

export interface SessionOptions {
  readonly target: MailboxTarget;
  readonly rules: CardRules;
  readonly random: () => number;
}

/** Delta pages hold at most 200 contacts: after more writes than that, their echoes are read off at once. */
const echoesInOnePage = 200;
const maxAttempts = 6;
const firstDelayMs = 1000;
/** A longer wait gives the worker's place to others. */
const longestWaitMs = 60_000;
const maxRestarts = 2;
const maxFolderTries = 4;

export const openSession = (
  mailbox: MailboxId,
  stored: StoredManifest | undefined,
  { target, rules, random }: SessionOptions,
): Session => {
  const head = stored?.head ?? emptyManifest.head;
  let etag = stored?.etag;
  let folderId = head.folderId;
  let link = head.link;
  let dirty = head.dirty;
  let forgetStored = false;
  let freshFolder = false;
  let phase: Phase = target.folder.kind === 'own' && folderId === undefined ? 'folder' : 'observing';
  let lookForFolder = dirty || target.mode === 'remove';
  let folderTries = 0;
  let observer: Observer | undefined;
  let plan: Plan | undefined;
  let writer: Writer | undefined;
  let settler: Observer | undefined;
  let failure: MailboxFailure | undefined;
  let finished = false;
  let inFlight = 0;
  let attempts = 0;
  let restarts = 0;
  let wakeAt = 0;
  let width = maxOperationsPerMailbox;

  const folder = (): Folder => (target.folder.kind === 'default' ? 'default' : { id: folderId ?? '' });
  const upToDate = () => head.written === target.version && head.decoration === target.decorationHash;

  const startObserving = () => {
    phase = 'observing';
    const known = head.count > 0 && !forgetStored;
    if (target.mode === 'remove') {
      observer = observe(mailbox, folder(), 'list', undefined, target.tagPrefix);
      return;
    }
    if (!dirty && !known && (freshFolder || target.folder.kind === 'default')) {
      // Nothing of ours can be there: no question needed.
      observer = undefined;
      phase = 'observed';
      return;
    }
    const question =
      dirty || !known || head.decoration !== target.decorationHash
        ? 'list'
        : link === undefined
          ? 'first-changes'
          : 'changes';
    observer = observe(mailbox, folder(), question, link, target.tagPrefix);
  };
  if (phase === 'observing') startObserving();

  const restart = () => {
    if (target.mode === 'remove') return finish();
    if (target.folder.kind === 'default') return fail('no-mailbox');
    if (++restarts > maxRestarts) return fail('folder-keeps-vanishing');
    folderId = undefined;
    link = undefined;
    forgetStored = true;
    writer = undefined;
    plan = undefined;
    lookForFolder = false;
    phase = 'folder';
  };

  const fail = (reason: MailboxFailure) => {
    failure = reason;
    phase = 'failed';
  };

  const finish = () => {
    finished = true;
    phase = 'done';
  };

  /** The echoes of many writes would make the next delta long: read them off now, or take a first link. */
  const settle = () => {
    const writes =
      writer === undefined ? 0 : writer.counts.created + writer.counts.updated + writer.counts.deleted;
    if (writes <= echoesInOnePage) return finish();
    phase = 'settling';
    settler = observe(
      mailbox,
      folder(),
      link === undefined ? 'first-changes' : 'changes',
      link,
      target.tagPrefix,
    );
  };

  const wait = (now: number, ms: number, reason: MailboxFailure) => {
    attempts++;
    if (ms > longestWaitMs || attempts > maxAttempts) {
      failure = reason;
      phase = 'postponed';
    }
    wakeAt = Math.max(wakeAt, now + ms);
  };
  const backOff = () => firstDelayMs * 2 ** Math.min(attempts, 5) * (0.75 + random() / 2);

  /** Outcomes that mean the same in every phase; false where the phase has to say. */
  const acceptCommon = (outcome: MailboxOutcome, now: number): boolean => {
    switch (outcome.status) {
      case 'throttled':
        width = Math.max(1, Math.floor(width / 2));
        wait(now, outcome.retryAfterMs, 'throttled');
        return true;
      case 'uncertain':
        wait(now, backOff(), 'unavailable');
        return true;
      case 'no-mailbox':
        // Nothing can be left where there is no mailbox.
        if (target.mode === 'remove' && outcome.reason !== 'access-denied') finish();
        else fail(outcome.reason);
        return true;
      case 'tenant-refused':
        fail(outcome.reason);
        return true;
      default:
        attempts = 0;
        return false;
    }
  };

  const acceptFolder = (operation: MailboxOperation, outcome: MailboxOutcome) => {
    if (++folderTries > maxFolderTries) {
      fail('folder-keeps-vanishing');
    } else if (outcome.status === 'exists') {
      lookForFolder = true;
    } else if (outcome.status === 'done' && outcome.answer.id !== undefined) {
      folderId = outcome.answer.id;
      freshFolder = operation.kind === 'create-folder';
      // A folder that was there before may hold contacts of a run whose record was lost.
      startObserving();
    } else if (outcome.status === 'done' || outcome.status === 'gone') {
      if (target.mode === 'remove') finish();
      else lookForFolder = false;
    } else {
      fail('access-denied');
    }
  };

  const acceptPage = (reader: Observer, outcome: MailboxOutcome, whenRead: (reader: Observer) => void) => {
    if (outcome.status === 'done') {
      reader.accept(outcome.answer);
      if (reader.next() === undefined) {
        whenRead(reader);
      }
    } else if (outcome.status === 'link-expired') {
      link = undefined;
      const question = reader.question === 'list' ? 'list' : 'first-changes';
      const again = observe(mailbox, folder(), question, undefined, target.tagPrefix);
      if (reader === settler) settler = again;
      else observer = again;
    } else if (outcome.status === 'gone') {
      restart();
    } else {
      fail('access-denied');
    }
  };

  const whenObserved = (reader: Observer) => {
    link = reader.link() ?? link;
    const seen = reader.observation();
    const silent = seen.kind === 'changes' && seen.changed.length === 0 && seen.removedIds.length === 0;
    if (silent && upToDate()) finish();
    else phase = 'observed';
  };

  /** The new link skips what was read off; what a user did meanwhile must not be skipped with our echoes. */
  const whenSettled = (reader: Observer) => {
    const seen = reader.observation();
    const removedIds = new Set(seen.kind === 'changes' ? seen.removedIds : []);
    const said = new Map(
      (seen.kind === 'changes' ? seen.changed : seen.contacts).map((contact) => [contact.id, contact]),
    );
    const undisturbed = [...(writer?.entries ?? [])].every(([tag, entry]) => {
      const contact = said.get(entry.id);
      if (contact === undefined) return seen.kind === 'changes' && !removedIds.has(entry.id);
      if (rules.changeOf(contact.changeKey) === entry.change) return true;
      const wanted = target.desired.get(tag);
      return contact.card !== undefined && wanted !== undefined
        ? Object.keys(rules.differences(contact.card, wanted.card)).length === 0
        : false;
    });
    if (undisturbed) link = reader.link() ?? link;
    finish();
  };

  const self: Session = {
    mailbox,
    get phase() {
      return phase;
    },
    get wakeAt() {
      return wakeAt;
    },
    get weight() {
      return Math.max(1, writer?.remaining ?? plan?.steps.length ?? 1);
    },
    take: async (max, now) => {
      if (inFlight > 0 || wakeAt > now) return [];
      let tickets: readonly Ticket[] = [];
      if (phase === 'folder' && target.folder.kind === 'own') {
        const { displayName } = target.folder;
        const kind = lookForFolder ? 'find-folder' : 'create-folder';
        tickets = [{ session: self, operation: { mailbox, kind, displayName } }];
      } else if (phase === 'observing' || phase === 'settling') {
        const operation = (phase === 'observing' ? observer : settler)?.next();
        tickets = operation === undefined ? [] : [{ session: self, operation }];
      } else if (phase === 'removing-folder' && folderId !== undefined) {
        tickets = [{ session: self, operation: { mailbox, kind: 'delete-folder', folderId } }];
      } else if (phase === 'writing' && writer !== undefined) {
        const taken = await writer.take(Math.min(max, width));
        tickets = taken.map((each) => ({ session: self, ...each }));
        if (tickets.length === 0 && writer.remaining === 0) settle();
      }
      inFlight += tickets.length;
      return tickets;
    },
    accept: ({ operation, work }, outcome, now) => {
      inFlight--;
      if (phase === 'failed' || phase === 'postponed') {
        // Others of the same call may still tell what they did.
        if (work !== undefined) writer?.accept(work, outcome);
        return;
      }
      const answered = acceptCommon(outcome, now);
      if (work !== undefined) {
        // Without a writer the folder vanished meanwhile, and what this ticket did went with it.
        const next = writer?.accept(work, outcome);
        if (next === 'folder-gone') restart();
        else if (phase === 'writing' && inFlight === 0 && writer?.remaining === 0) settle();
      } else if (!answered && phase === 'removing-folder') {
        if (outcome.status === 'done' || outcome.status === 'gone') {
          writer = removedAll(writer);
          finish();
        } else fail('access-denied');
      } else if (!answered && phase === 'folder') acceptFolder(operation, outcome);
      else if (!answered && phase === 'observing' && observer !== undefined) {
        acceptPage(observer, outcome, whenObserved);
      } else if (!answered && phase === 'settling' && settler !== undefined) {
        acceptPage(settler, outcome, whenSettled);
      }
    },
    plan: async () => {
      const believed = forgetStored
        ? emptyManifest.entries
        : ((await stored?.entries()) ?? emptyManifest.entries);
      const seen = observer?.observation() ?? { kind: 'everything', contacts: [] };
      plan = planMailbox(target.desired, believed, seen, target.decoration, rules);
      writer = makeWriter(mailbox, folder(), target, plan, rules);
      if (target.mode === 'remove') {
        const whole = target.folder.kind === 'own' && observer?.foreign() === false;
        if (whole) phase = 'removing-folder';
        else if (plan.steps.length === 0) finish();
        else phase = 'writing';
      } else if (plan.steps.length === 0) finish();
      else phase = dirty && etag !== undefined && !forgetStored ? 'writing' : 'planned';
    },
    marked: (newEtag) => {
      etag = newEtag;
      dirty = true;
      phase = 'writing';
    },
    get touched() {
      return etag !== undefined || folderId !== undefined || writer !== undefined;
    },
    change: () => {
      const entries = writer?.entries ?? (forgetStored ? emptyManifest.entries : undefined);
      const version = finished
        ? { written: target.version, decoration: target.decorationHash }
        : {
            ...(head.written === undefined ? {} : { written: head.written }),
            ...(head.decoration === undefined ? {} : { decoration: head.decoration }),
          };
      return {
        mailbox,
        ...(etag === undefined ? {} : { etag }),
        ...(entries === undefined ? {} : { entries }),
        head: {
          ...(folderId === undefined ? {} : { folderId }),
          ...(link === undefined ? {} : { link }),
          ...version,
          dirty: finished ? false : dirty || phase === 'planned',
          count: entries?.size ?? head.count,
        },
      };
    },
    saved: (newEtag) => {
      etag = newEtag;
    },
    result: () => {
      const base = emptyResult(mailbox);
      const counts = writer?.counts;
      const refused =
        counts !== undefined && counts.refusals.size > 0 ? { refusals: [...counts.refusals].sort() } : {};
      const touched = counts === undefined ? 0 : counts.created + counts.updated;
      const held = writer?.entries.size ?? head.count;
      return {
        ...base,
        state: phase === 'done' ? 'done' : 'failed',
        created: counts?.created ?? 0,
        updated: counts?.updated ?? 0,
        deleted: counts?.deleted ?? 0,
        failed: counts?.failed ?? 0,
        photos: counts?.photos ?? 0,
        unchanged: phase === 'done' ? Math.max(0, held - touched) : 0,
        ...refused,
        ...(failure === undefined ? {} : { reason: failure }),
      };
    },
  };
  return self;
};

/** The folder went in one request, and with it every contact that was in it. */
const removedAll = (writer: Writer | undefined): Writer | undefined => {
  if (writer === undefined) return undefined;
  const counts = { ...writer.counts, deleted: writer.counts.deleted + writer.entries.size };
  return { ...writer, counts, entries: new Map(), remaining: 0 };
};
