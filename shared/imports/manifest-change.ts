import { refusalsOf, refusedOf, tallyOf } from './mailbox-figures.ts';
import { colourWishOf, type Entries, type MailboxState } from './mailbox-state.ts';
import type { ManifestChange, ManifestHead } from './manifest.ts';
import type { Plan } from './plan-mailbox.ts';

/** Attempts at different versions were interrupted: nobody knows which of them a photo is of. */
const severalVersions = 'several';

/** What the store shall know before the first write: that there may be more in the mailbox than it has heard of. */
export const markOf = (state: MailboxState): ManifestChange => ({
  ...kept(state, state.entriesInDoubt),
  head: {
    ...placeOf(state),
    ...colouredOf(state),
    ...versionsUnderWay(state),
    writing: writingOf(state),
    refused: state.head.refused,
    refusals: state.head.refusals,
    // What was found out by asking the mailbox will be found out again: the entries do not hold it yet.
    tally: state.before,
  },
});

/** What the store shall know after the last write, or where the work was interrupted. */
export const changeOf = (state: MailboxState): ManifestChange => {
  const { contacts, undeleted } = refusedOf(state);
  return {
    ...kept(state, state.entries),
    head: {
      ...placeOf(state),
      ...colouredOf(state),
      ...versionsOf(state),
      refused: contacts + undeleted,
      refusals: refusalsOf(state),
      tally: tallyOf(state),
    },
  };
};

const kept = ({ mailbox, etag }: MailboxState, entries: Entries | undefined) => ({
  mailbox,
  ...(etag === undefined ? {} : { etag }),
  ...(entries === undefined ? {} : { entries }),
});

const placeOf = ({ folderId, link }: MailboxState) => ({
  ...(folderId === undefined ? {} : { folderId }),
  ...(link === undefined ? {} : { link }),
});

/** While another colour is under way nobody knows which of them the category has. */
const colouredOf = (state: MailboxState) => {
  const { coloured } = state;
  return coloured === undefined || colourWishOf(state) !== undefined ? {} : { coloured };
};

const versionsOf = (
  state: MailboxState,
): Pick<ManifestHead, 'writing' | 'written' | 'categories' | 'note' | 'owner' | 'adopted'> => {
  const { target, isFinished, isComplete, writers } = state;
  if (isFinished) {
    const { version, category, note, owner, adopts } = target;
    return {
      written: version,
      categories: [category],
      note,
      ...(owner === undefined ? {} : { owner: [...owner] }),
      ...(adopts === undefined ? {} : { adopted: true as const }),
    };
  }
  const isKnown = isComplete && writers.at(-1)?.doubtful !== true;
  return {
    ...versionsUnderWay(state),
    ...(isKnown ? {} : { writing: isComplete ? target.version : writingOf(state) }),
  };
};

/** Some contacts bear the former category and note, some the new: neither is in force until all is written. */
const versionsUnderWay = ({ head, target }: MailboxState) => ({
  categories: [...new Set([...head.categories, target.category])],
  ...(head.note === target.note ? { note: target.note } : {}),
});

const writingOf = ({ head, target }: MailboxState): string =>
  head.writing === undefined || head.writing === target.version ? target.version : severalVersions;

/**
 * The entries with '?' for every photo that is about to change: it cannot be read back with its contact. Undefined where
 * none is.
 */
export const withPhotosInDoubt = (entries: Entries, { steps }: Plan): Entries | undefined => {
  const inDoubt = new Map(entries);
  let some = false;
  for (const { kind, tag } of steps) {
    const entry = entries.get(tag);
    if ((kind !== 'put-photo' && kind !== 'delete-photo') || entry === undefined) continue;
    inDoubt.set(tag, { ...entry, photo: '?' });
    some = true;
  }
  return some ? inDoubt : undefined;
};
