import type { MailboxId } from '../kernel/ids.ts';
import type { Coloured, ColourFailure } from './category-colour.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Tag } from './mailboxes.ts';
import {
  emptyHead,
  type ManifestEntry,
  type ManifestHead,
  type StoredManifest,
  type Tally,
} from './manifest.ts';
import type { Plan } from './plan-mailbox.ts';
import { nothingRecovered, type RecoveredWrites } from './recovered-writes.ts';
import type { Writer } from './writer.ts';

export type Entries = ReadonlyMap<Tag, ManifestEntry>;
export const noEntries: Entries = new Map();

/** What is known of a mailbox while a session works on it; `mailbox-record.ts` alone changes it. */
export interface MailboxState {
  readonly mailbox: MailboxId;
  readonly target: MailboxTarget;
  readonly run: string;
  /** As it was stored before. */
  readonly head: ManifestHead;
  /** Nothing of ours was ever there. */
  readonly isNew: boolean;
  etag: string | undefined;
  folderId: string | undefined;
  link: string | undefined;
  /** Undefined: as stored, not yet unpacked. */
  entries: Entries | undefined;
  /** The store knows that writes are under way. */
  isMarked: boolean;
  isFinished: boolean;
  /** The folder that the store knows has gone. */
  hasVanished: boolean;
  /** The entries name every contact of ours in the mailbox. */
  isComplete: boolean;
  /** What the store shall believe while the first writes are under way; undefined: what it believes now. */
  entriesInDoubt: Entries | undefined;
  /** What earlier attempts of this run did: as recorded, and as found out by asking the mailbox. */
  before: Tally;
  recovered: RecoveredWrites;
  writers: readonly Writer[];
  coloured: Coloured | undefined;
  uncoloured: ColourFailure | undefined;
  /** Of a preview: what would be carried out. */
  intended: Plan | undefined;
  /** Of a removal: ids of what is to go or has gone since it was recorded, so that its figures survive a repetition. */
  going: ReadonlySet<string>;
  /** Of a removal: adopted ones that earlier attempts of it have given back. */
  givenBack: number;
}

export const emptyTally = (run: string): Tally => ({ run, created: 0, updated: 0, deleted: 0, photos: 0 });

/** [H5] What the category still wants; undefined where it has had its colour, or none is wished for. */
export const colourWishOf = ({ target, coloured }: MailboxState): Coloured | undefined => {
  const { category, categoryColour: colour } = target;
  if (colour === undefined) return undefined;
  return coloured?.category === category && coloured.colour === colour ? undefined : { category, colour };
};

export const openState = (
  mailbox: MailboxId,
  stored: StoredManifest | undefined,
  target: MailboxTarget,
  run: string,
): MailboxState => {
  const head = stored?.head ?? emptyHead;
  return {
    mailbox,
    target,
    run,
    head,
    isNew: stored === undefined,
    etag: stored?.etag,
    folderId: head.folderId,
    link: head.link,
    entries: stored === undefined ? noEntries : undefined,
    isMarked: false,
    isFinished: false,
    hasVanished: false,
    isComplete: head.writing === undefined,
    entriesInDoubt: undefined,
    before: head.tally?.run === run ? head.tally : emptyTally(run),
    recovered: nothingRecovered,
    writers: [],
    coloured: head.coloured,
    uncoloured: undefined,
    intended: undefined,
    going: new Set(),
    givenBack: 0,
  };
};
