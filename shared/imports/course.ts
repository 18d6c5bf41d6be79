import type { MailboxId } from '../kernel/ids.ts';
import type { ColourFailure } from './category-colour.ts';
import { paintCategory } from './category-painter.ts';
import { findFolder } from './folder-finder.ts';
import type { MailboxRecord } from './mailbox-record.ts';
import type { MailboxFailure } from './mailbox-result.ts';
import type { Folder, MailboxOperation, MailboxOutcome, Tag } from './mailboxes.ts';
import type { Observer, Question } from './observer.ts';
import { type Plan, planMailbox } from './plan-mailbox.ts';
import { firstQuestion, mayBeUnknownTwin, observationOf, openObserver } from './read-mailbox.ts';
import type { SessionOptions } from './session.ts';
import type { Stage } from './stage.ts';
import { makeWriter, type Writer } from './writer.ts';

/** Which stage of a session follows which. */
export interface Course {
  begin(): Stage;
  /** To a single operation: of finding-folder, reading, removing-folder, colouring. Neither throttled nor uncertain. */
  answered(stage: Stage, operation: MailboxOperation, outcome: MailboxOutcome): Stage;
  planned(reader: Observer | undefined): Promise<Stage>;
  written(writer: Writer): Stage;
  folderGone(): Stage;
  /** The contacts are done all the same. */
  uncoloured(failure: ColourFailure): Stage;
  /** Where an outcome is about the mailbox or the tenant as a whole. */
  turnedAway(outcome: MailboxOutcome): Stage | undefined;
}

/** A delta page holds at most 200 contacts: after more writes than that their echoes are read off at once. */
const echoesInOnePage = 200;
/** Someone who edits while we read gets our answer this often at once; the rest is left to the next run. */
const maxRounds = 3;
const maxRestarts = 2;
const maxRereads = 3;

const fail = (reason: MailboxFailure): Stage => ({ kind: 'failed', reason });

export const makeCourse = (
  mailbox: MailboxId,
  record: MailboxRecord,
  { target, rules, gate, intent }: Pick<SessionOptions, 'target' | 'rules' | 'gate' | 'intent'>,
): Course => {
  const decoration = target.decorate(record.former);
  const isRemoval = target.mode === 'remove';
  const isPreview = intent === 'preview';
  /** The link of the last reading whose consequences are all written, and that of the reading under way. */
  let link = record.link;
  let newLink: string | undefined;
  let rounds = 0;
  let restarts = 0;
  let rereads = 0;

  const folder = (): Folder => (target.folder.kind === 'default' ? 'default' : { id: record.folderId ?? '' });
  const read = (question: Question): Stage => ({
    kind: 'reading',
    reader: openObserver({ mailbox, folder: folder(), question, link: newLink ?? link, record, target }),
  });
  const findOwnFolder = (displayName: string, lookFirst: boolean): Stage => {
    const finder = findFolder({ mailbox, displayName, lookFirst, mayCreate: !isRemoval && !isPreview });
    return onceMarked({ kind: 'finding-folder', finder });
  };
  /** Taking away needs no mark: it always asks the mailbox first. */
  const onceMarked = (next: Stage): Stage =>
    isRemoval || isPreview || record.isMarked ? next : { kind: 'marking', next };
  const finish = (): Stage => {
    record.finish(link);
    const wish = record.colourWish;
    if (wish === undefined) return { kind: 'done' };
    const colouring: Stage = { kind: 'colouring', painter: paintCategory(mailbox, wish) };
    return record.knowsColour ? onceMarked(colouring) : colouring;
  };

  const uncoloured = (failure: ColourFailure): Stage => {
    record.leftUncoloured(failure);
    return { kind: 'done' };
  };

  const folderGone = (): Stage => {
    if (isRemoval) return { kind: 'planning' };
    if (target.folder.kind === 'default') return fail('no-mailbox');
    if (++restarts > maxRestarts) return fail('folder-keeps-vanishing');
    record.lostFolder();
    link = newLink = undefined;
    return findOwnFolder(target.folder.displayName, false);
  };

  const written = (writer: Writer): Stage => {
    // Echoes of earlier attempts are still to come, unless the reading before these writes has read them off.
    const echoes = writer.done.touched.size + (newLink === undefined ? record.earlierWrites : 0);
    link = newLink ?? link;
    newLink = undefined;
    // What could not be taken away must not be forgotten.
    if (isRemoval && writer.done.undeleted > 0) return fail('refused');
    const nextReading = link === undefined ? writer.entries.size : echoes;
    if (isRemoval || nextReading <= echoesInOnePage || rounds >= maxRounds) return finish();
    rounds++;
    return read(link === undefined ? 'first-changes' : 'changes');
  };

  const planned = async (reader: Observer | undefined): Promise<Stage> => {
    newLink = reader?.link ?? newLink;
    if (reader?.isSilent && record.isUpToDate && rounds === 0) {
      link = newLink;
      return finish();
    }
    const believed = await record.believed();
    if (reader !== undefined && mayBeUnknownTwin(reader, believed, target)) return read('list');
    const seen = observationOf(reader, record);
    const adoption = { match: record.mayAdopt ? target.adopts : undefined, releases: isRemoval };
    const plan = planMailbox(target.desired, believed, seen, decoration, rules, adoption);
    const held = heldBy(plan, record.deleted, target);
    if (!isRemoval && !gate(held.deletions, held.of)) {
      return { kind: 'failed', reason: 'deletions-unconfirmed', heldBack: held };
    }
    const writer = makeWriter({ mailbox, folder: folder(), target, decoration }, plan, rules);
    record.planned(plan, writer, seen.kind === 'everything', reader?.foreign ?? new Set());
    if (isPreview) return finish();
    const write = (): Stage =>
      plan.steps.length === 0 ? written(writer) : onceMarked({ kind: 'writing', writer });
    const { folderId } = record;
    const isOurs = (record.madeFolder || plan.entries.size > 0) && reader?.foreign.size === 0;
    const isAllCreated = !plan.steps.some(({ kind }) => kind === 'release');
    if (isRemoval && target.folder.kind === 'own' && folderId !== undefined && isOurs && isAllCreated) {
      return { kind: 'removing-folder', folderId, otherwise: write };
    }
    return write();
  };

  const pageRead = (reader: Observer, stage: Stage, outcome: MailboxOutcome): Stage => {
    switch (outcome.status) {
      case 'done':
        reader.accept(outcome.answer);
        return reader.next() === undefined ? { kind: 'planning', reader } : stage;
      case 'gone':
        return folderGone();
      case 'link-expired':
        if (++rereads > maxRereads) return fail('unavailable');
        if (reader.question === 'list') return read('list');
        link = newLink = undefined;
        return read('first-changes');
      default:
        return fail('refused');
    }
  };

  return {
    begin: () =>
      target.folder.kind === 'own' && record.folderId === undefined
        ? findOwnFolder(target.folder.displayName, !record.isComplete)
        : read(firstQuestion(record, target)),
    answered: (stage, operation, outcome) => {
      switch (stage.kind) {
        case 'finding-folder': {
          const found = stage.finder.accept(operation, outcome);
          if (found.kind === 'again') return stage;
          // A folder that only a write would make is an empty one.
          if (found.kind === 'none') return isRemoval ? finish() : { kind: 'planning' };
          if (found.kind !== 'found')
            return fail(found.kind === 'lost' ? 'folder-keeps-vanishing' : 'refused');
          record.foundFolder(found.id, found.fresh);
          return found.fresh ? { kind: 'planning' } : read('list');
        }
        case 'reading':
          return pageRead(stage.reader, stage, outcome);
        case 'removing-folder':
          if (outcome.status !== 'done' && outcome.status !== 'gone') return stage.otherwise();
          record.emptied();
          return finish();
        case 'colouring': {
          const { painter } = stage;
          const painted = painter.accept(operation, outcome);
          if (painted.kind === 'again') return stage;
          if (painted.kind === 'left') return uncoloured(painted.failure);
          record.coloured(painter.wish);
          return { kind: 'done' };
        }
        default:
          return stage;
      }
    },
    planned,
    written,
    folderGone,
    uncoloured,
    turnedAway: (outcome) => {
      if (outcome.status === 'tenant-refused') return fail(outcome.reason);
      if (outcome.status !== 'no-mailbox') return undefined;
      // Nothing of ours can be left where there is no mailbox.
      const isGone = outcome.reason === 'user-not-found' || outcome.reason === 'no-mailbox';
      return isRemoval && isGone ? finish() : fail(outcome.reason);
    },
  };
};

/**
 * What of ours the mailbox held before this run, and how much of it is gone after these steps. That nobody is given himself
 * says nothing about the share [I11].
 */
const heldBy = (
  { steps, entries }: Plan,
  before: number,
  { owner = [], confirmed = none }: Pick<SessionOptions['target'], 'owner' | 'confirmed'>,
) => {
  const counts = (tag: Tag) => !owner.includes(tag) && !confirmed.has(tag);
  const deleted = steps.flatMap((step) => (step.kind === 'delete' && counts(step.tag) ? [step.id] : []));
  const ids = [...entries].flatMap(([tag, { id }]) => (id !== '' && counts(tag) ? [id] : []));
  // An earlier attempt of this run may have taken him away.
  const goneBefore = Math.min(before, owner.filter((tag) => !entries.has(tag)).length);
  const others = before - goneBefore;
  return { deletions: others + deleted.length, of: others + new Set([...ids, ...deleted]).size };
};

const none: ReadonlySet<Tag> = new Set();
