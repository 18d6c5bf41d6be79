import type { MailboxId } from '../kernel/ids.ts';
import type { Coloured, ColourFailure } from './category-colour.ts';
import { resultOf } from './mailbox-figures.ts';
import type { MailboxFailure, MailboxResult } from './mailbox-result.ts';
import {
  colourWishOf,
  type Entries,
  emptyTally,
  type MailboxState,
  noEntries,
  openState,
} from './mailbox-state.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { StoredManifest } from './manifest.ts';
import { changeOf, markOf, withPhotosInDoubt } from './manifest-change.ts';
import type { Plan } from './plan-mailbox.ts';
import { nothingRecovered, recoveredWrites } from './recovered-writes.ts';
import type { Writer } from './writer.ts';

/** What a session knows of its mailbox: what to believe, what to keep, what to report. */
export type MailboxRecord = ReturnType<typeof openRecord>;

export const openRecord = (
  mailbox: MailboxId,
  stored: StoredManifest | undefined,
  target: MailboxTarget,
  run: string,
  intent: 'write' | 'preview',
) => {
  const state = openState(mailbox, stored, target, run);
  const { head } = state;

  return {
    get folderId() {
      return state.folderId;
    },
    get link() {
      return state.link;
    },
    get isComplete() {
      return state.isComplete;
    },
    get isMarked() {
      return state.isMarked;
    },
    get holdsNothing() {
      return state.entries?.size === 0;
    },
    isNew: state.isNew,
    /** An own folder that an earlier run made, or may have made before it was interrupted. */
    madeFolder: head.folderId !== undefined || head.writing !== undefined,
    /** An attempt at the same version was interrupted. */
    get resumes() {
      return head.writing === target.version && !state.hasVanished;
    },
    isUpToDate: head.written === target.version,
    isDecorated:
      head.note === target.note && head.categories.length === 1 && head.categories[0] === target.category,
    get colourWish(): Coloured | undefined {
      return intent === 'preview' ? undefined : colourWishOf(state);
    },
    /** The store believes in a colour of before. */
    knowsColour: head.coloured !== undefined,
    /** [I11] Whether what was there already has still to be looked at for contacts to adopt. */
    mayAdopt: target.adopts !== undefined && head.adopted === undefined,
    /** Categories of ours that contacts may bear. */
    former: head.categories,
    /** Contacts written in earlier attempts of this run: their echoes are still to come. */
    get earlierWrites() {
      const { before, recovered } = state;
      return [before, recovered].reduce(
        (sum, each) => sum + each.created + (each.adopted ?? 0) + each.updated + each.deleted,
        0,
      );
    },
    /** Contacts deleted in this run so far. */
    get deleted() {
      return state.before.deleted + state.writers.reduce((sum, { done }) => sum + done.deleted, 0);
    },
    /** Something of ours may be in the mailbox. */
    get hasTrace() {
      return !state.isNew || state.folderId !== undefined || state.writers.length > 0;
    },

    believed: async (): Promise<Entries> => {
      state.entries ??= (await stored?.entries()) ?? noEntries;
      return state.entries;
    },
    /** `fresh`: empty for certain. */
    foundFolder: (id: string, fresh: boolean) => {
      state.folderId = id;
      state.isComplete = fresh;
    },
    /** The folder vanished, and with it whatever was done before. */
    lostFolder: () => {
      Object.assign(state, {
        folderId: undefined,
        link: undefined,
        entries: noEntries,
        isComplete: false,
        hasVanished: true,
        writers: [],
        before: emptyTally(run),
        recovered: nothingRecovered,
      });
    },
    /** `listed`: the mailbox was asked for everything that bears our tags; `foreign`: ids of what bears none. */
    planned: (plan: Plan, writer: Writer, listed: boolean, foreign: ReadonlySet<string>) => {
      const recorded = state.entries ?? noEntries;
      const isFirst = state.writers.length === 0;
      if (target.mode === 'remove') Object.assign(state, leavingBy(recorded, plan, foreign));
      else if (isFirst && listed && head.writing !== undefined && !state.hasVanished) {
        state.recovered = recoveredWrites(recorded, plan, target.desired);
      }
      if (isFirst) state.entriesInDoubt = withPhotosInDoubt(recorded, plan);
      state.isComplete ||= listed;
      state.entries = writer.entries;
      if (intent === 'preview') state.intended = plan;
      else state.writers = [...state.writers, writer];
    },
    /** The folder went in one request, and with it every contact that was in it. */
    emptied: () => {
      state.entries = noEntries;
      state.writers = [];
    },
    coloured: (wish: Coloured) => {
      state.coloured = wish;
    },
    leftUncoloured: (failure: ColourFailure) => {
      state.uncoloured = failure;
    },
    finish: (link: string | undefined) => {
      state.link = link ?? state.link;
      state.isFinished = true;
    },

    mark: () => markOf(state),
    markSaved: (etag: string) => {
      state.etag = etag;
      state.isMarked = true;
    },
    keep: () => changeOf(state),
    result: (how: MailboxResult['state'], reason: MailboxFailure | undefined) => resultOf(state, how, reason),
  };
};

const leavingBy = (
  recorded: Entries,
  { steps }: Plan,
  foreign: ReadonlySet<string>,
): Pick<MailboxState, 'going' | 'givenBack'> => {
  const ids = [...recorded.values()].flatMap(({ id }) => (id === '' ? [] : [id]));
  const going = new Set([...ids, ...steps.flatMap((step) => ('id' in step ? [step.id] : []))]);
  for (const step of steps) if (step.kind === 'release') going.delete(step.id);
  // What is in our record and bears no tag any more was given back, by a worker that died afterwards.
  const givenBack = ids.filter((id) => foreign.has(id));
  for (const id of givenBack) going.delete(id);
  return { going, givenBack: givenBack.length };
};
