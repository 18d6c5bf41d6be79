import type { MailboxId } from '../kernel/ids.ts';
import { emptyResult, type MailboxFailure, type MailboxResult } from './mailbox-result.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Tag } from './mailboxes.ts';
import {
  emptyHead,
  type ManifestChange,
  type ManifestEntry,
  type ManifestHead,
  type StoredManifest,
  type Tally,
} from './manifest.ts';
import type { Plan } from './plan-mailbox.ts';
import { recoveredWrites } from './recovered-writes.ts';
import type { Writer } from './writer.ts';

/** What is known of a mailbox while a session works on it: what to believe, what to keep, what to report. */
export type MailboxRecord = ReturnType<typeof openRecord>;

const nothing: ReadonlyMap<Tag, ManifestEntry> = new Map();
const idsOf = (entries: ReadonlyMap<Tag, ManifestEntry>): readonly string[] =>
  [...entries.values()].flatMap(({ id }) => (id === '' ? [] : [id]));
/** A photo cannot be read back with its contact: of one that is about to change only '?' is true until it is done. */
const withPhotosInDoubt = (
  entries: ReadonlyMap<Tag, ManifestEntry>,
  { steps }: Plan,
): ReadonlyMap<Tag, ManifestEntry> | undefined => {
  const inDoubt = new Map(entries);
  for (const { kind, tag } of steps) {
    const entry = entries.get(tag);
    if ((kind === 'put-photo' || kind === 'delete-photo') && entry !== undefined) {
      inDoubt.set(tag, { ...entry, photo: '?' });
    }
  }
  return steps.some(({ kind, tag }) => kind.endsWith('-photo') && entries.has(tag)) ? inDoubt : undefined;
};
const nothingRecovered = { created: 0, updated: 0, deleted: 0 };

export const openRecord = (
  mailbox: MailboxId,
  stored: StoredManifest | undefined,
  target: MailboxTarget,
  run: string,
) => {
  const head = stored?.head ?? emptyHead;
  const isRemoval = target.mode === 'remove';
  const noTally: Tally = { run, created: 0, updated: 0, deleted: 0, photos: 0 };
  let before = head.tally?.run === run ? head.tally : noTally;
  let recovered = nothingRecovered;
  let writers: readonly Writer[] = [];
  let etag = stored?.etag;
  let { folderId, link } = head;
  let entries = stored === undefined ? nothing : undefined;
  let marked = false;
  let finished = false;
  let vanished = false;
  /** The entries name every contact of ours in the mailbox. */
  let complete = head.writing === undefined;
  const wasInterrupted = head.writing !== undefined;
  /** Interrupted attempts at different versions leave photos of which nobody knows the version. */
  const underWay = head.writing === undefined || head.writing === target.version ? target.version : 'several';
  /** What the store shall believe while the first writes are under way; undefined for what it believes now. */
  let entriesInDoubt: ReadonlyMap<Tag, ManifestEntry> | undefined;
  /** Of a removal: what is to go, or has gone since it was recorded. The same figures then come out however often it is begun. */
  let going: ReadonlySet<string> = new Set();

  const removed = (): number => {
    const writer = writers.at(-1);
    return going.size - (writer === undefined ? 0 : writer.remaining + writer.done.undeleted);
  };
  const count = (): Tally => {
    const created = new Set(writers.flatMap(({ done }) => [...done.created]));
    const updated = new Set(
      writers.flatMap(({ done }) => [...done.updated]).filter((tag) => !created.has(tag)),
    );
    const sum = (of: 'deleted' | 'photos') => writers.reduce((total, { done }) => total + done[of], 0);
    return {
      run,
      created: before.created + recovered.created + created.size,
      updated: before.updated + recovered.updated + updated.size,
      deleted: isRemoval ? removed() : before.deleted + recovered.deleted + sum('deleted'),
      photos: before.photos + sum('photos'),
    };
  };
  const refusedNow = (): { readonly contacts: number; readonly undeleted: number } => {
    if (entries === undefined) return { contacts: head.refused, undeleted: 0 };
    let contacts = 0;
    for (const [tag, entry] of entries) {
      if (entry.refused !== '' && entry.refused === target.desired.get(tag)?.hash) contacts++;
    }
    return { contacts, undeleted: writers.at(-1)?.done.undeleted ?? 0 };
  };
  const refusals = (): string[] => {
    const codes = new Set(writers.flatMap(({ done }) => [...done.refusals]));
    if (refusedNow().contacts > 0) for (const code of head.refusals) codes.add(code);
    return [...codes].sort();
  };
  const versions = (): Pick<ManifestHead, 'writing' | 'written' | 'categories' | 'note'> => {
    if (finished) return { written: target.version, categories: [target.category], note: target.note };
    const { writing, written, categories, note } = head;
    if (!marked) {
      return {
        categories,
        ...(writing === undefined ? {} : { writing }),
        ...(written === undefined ? {} : { written }),
        ...(note === undefined ? {} : { note }),
      };
    }
    const known = complete && writers.at(-1)?.doubtful !== true;
    return {
      categories: [...new Set([...categories, target.category])],
      ...(known ? {} : { writing: complete ? target.version : underWay }),
      ...(note === target.note ? { note } : {}),
    };
  };
  const keptEntries = (isMark: boolean): Pick<ManifestChange, 'entries'> => {
    const kept = isMark ? entriesInDoubt : entries;
    return kept === undefined ? {} : { entries: kept };
  };
  const change = (isMark: boolean): ManifestChange => {
    const { contacts, undeleted } = refusedNow();
    return {
      mailbox,
      ...(etag === undefined ? {} : { etag }),
      ...keptEntries(isMark),
      head: {
        ...(folderId === undefined ? {} : { folderId }),
        ...(link === undefined ? {} : { link }),
        ...versions(),
        ...(isMark ? { writing: underWay } : {}),
        refused: contacts + undeleted,
        refusals: refusals(),
        tally: count(),
      },
    };
  };

  return {
    get folderId() {
      return folderId;
    },
    get link() {
      return link;
    },
    get isComplete() {
      return complete;
    },
    /** The store knows that writes are under way. */
    get isMarked() {
      return marked;
    },
    get holdsNothing() {
      return entries?.size === 0;
    },
    /** An own folder that an earlier run made, or may have made before it was interrupted. */
    madeFolder: head.folderId !== undefined || head.writing !== undefined,
    /** Nothing of ours was ever there. */
    isNew: stored === undefined,
    /** An attempt at the same version was interrupted. */
    get resumes() {
      return head.writing === target.version && !vanished;
    },
    isUpToDate: head.written === target.version,
    isDecorated:
      head.note === target.note && head.categories.length === 1 && head.categories[0] === target.category,
    /** Categories of ours that contacts may bear. */
    former: head.categories,
    /** Contacts written in earlier attempts of this run: their echoes are still to come. */
    get earlierWrites() {
      const sum = (of: Omit<Tally, 'run' | 'photos'>) => of.created + of.updated + of.deleted;
      return sum(before) + sum(recovered);
    },
    believed: async () => {
      entries ??= (await stored?.entries()) ?? nothing;
      return entries;
    },
    /** `fresh`: empty for certain. */
    foundFolder: (id: string, fresh: boolean) => {
      folderId = id;
      complete = fresh;
    },
    /** The folder vanished, and with it whatever was done before. */
    lostFolder: () => {
      folderId = undefined;
      link = undefined;
      entries = nothing;
      complete = false;
      vanished = true;
      writers = [];
      before = noTally;
      recovered = nothingRecovered;
    },
    /** `listed`: the mailbox was asked for everything that bears our tags. */
    planned: (plan: Plan, writer: Writer, listed: boolean) => {
      const recorded = entries ?? nothing;
      if (isRemoval)
        going = new Set([
          ...idsOf(recorded),
          ...plan.steps.flatMap((step) => ('id' in step ? [step.id] : [])),
        ]);
      else if (listed && wasInterrupted && !vanished)
        recovered = recoveredWrites(recorded, plan, target.desired);
      entriesInDoubt = withPhotosInDoubt(recorded, plan);
      complete ||= listed;
      entries = writer.entries;
      writers = [...writers, writer];
    },
    /** The folder went in one request, and with it every contact that was in it. */
    emptied: () => {
      entries = nothing;
      writers = [];
    },
    finish: (newLink: string | undefined) => {
      link = newLink ?? link;
      finished = true;
    },
    mark: () => change(true),
    markSaved: (newEtag: string) => {
      etag = newEtag;
      marked = true;
    },
    keep: () => change(false),
    /** Something of ours may be in the mailbox. */
    get hasTrace() {
      return stored !== undefined || folderId !== undefined || writers.length > 0;
    },
    result: (state: 'done' | 'failed', reason: MailboxFailure | undefined): MailboxResult => {
      const { run: _run, ...counts } = count();
      const { contacts, undeleted } = refusedNow();
      const codes = refusals();
      const written = counts.created + counts.updated + contacts;
      return {
        ...emptyResult(mailbox),
        ...counts,
        state,
        failed: contacts + undeleted,
        unchanged: state === 'done' ? Math.max(0, target.desired.size - written) : 0,
        ...(codes.length === 0 ? {} : { refusals: codes }),
        ...(reason === undefined ? {} : { reason }),
      };
    },
  };
};
