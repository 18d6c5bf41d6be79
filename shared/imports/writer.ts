import { adoptionOf, removalOf } from './adoption.ts';
import { lookedUp } from './looked-up.ts';
import type { MailboxAnswer, MailboxOperation, MailboxOutcome, ReportedContact, Tag } from './mailboxes.ts';
import { type ManifestEntry, photoMark } from './manifest.ts';
import { type CardRules, type Desired, type Plan, type Step, updateOf } from './plan-mailbox.ts';
import { makeWorkQueue, type Work } from './work-queue.ts';
import { type WriteContext, writeOperation } from './write-operation.ts';
import { countWrites, type WritesDone } from './writes-done.ts';

/**
 * Carries out the steps of one mailbox's plan and keeps the record of what is there. A create that may have happened
 * without our seeing it is looked up by its tag before it is sent again, an update that met a user's edit is computed
 * anew; everything else may simply be repeated.
 */
export interface Writer {
  readonly entries: ReadonlyMap<Tag, ManifestEntry>;
  readonly done: WritesDone;
  /** Steps not yet done, in flight included. */
  readonly remaining: number;
  /** Deletions that are still to come, in flight or refused. */
  readonly undeleted: number;
  /** A create's answer is still missing: the mailbox may hold a contact that the entries lack. */
  readonly doubtful: boolean;
  take(max: number): Promise<readonly { readonly work: Work; readonly operation: MailboxOperation }[]>;
  /** `again`: not done, for a reason that the session weighs; `folder-gone`: start over. */
  accept(work: Work, outcome: MailboxOutcome): 'done' | 'again' | 'folder-gone';
}

type Done = Extract<MailboxOutcome, { status: 'done' }>;

export const makeWriter = (context: WriteContext, plan: Plan, rules: CardRules): Writer => {
  const { desired } = context.target;
  const entries = new Map(plan.entries);
  const queue = makeWorkQueue(plan.steps);
  const counter = countWrites();
  const deletions = plan.steps.filter(({ kind }) => kind === 'delete').length;
  let inFlight = 0;

  const change = (tag: Tag, fields: Partial<ManifestEntry>) => {
    const entry = entries.get(tag);
    if (entry !== undefined) entries.set(tag, { ...entry, ...fields });
  };
  /** A surplus twin shares the tag with the contact that stays. */
  const forget = (tag: Tag, id: string) => {
    if (entries.get(tag)?.id === id) entries.delete(tag);
  };
  const create = (tag: Tag) => queue.push({ kind: 'create', tag, lookUp: false });

  const isThere = (tag: Tag, id: string, changeKey: string | undefined) => {
    const wanted = desired.get(tag);
    const change = rules.changeOf(changeKey ?? '');
    entries.set(tag, { id, hash: wanted?.hash ?? '', change, photo: '', refused: '' });
    if ((wanted?.photo ?? '') !== '') queue.push({ kind: 'put-photo', tag, id });
  };

  const createLookedUp = ({ step }: Work, { contacts = [] }: MailboxAnswer) => {
    const { tag } = step;
    const [contact] = contacts;
    const wanted = desired.get(tag);
    if (contact === undefined || wanted === undefined) {
      create(tag);
      return;
    }
    const isOurCreate = step.kind === 'create' && !step.lookUp;
    if (isOurCreate) counter.created(tag);
    found(wanted, contact, isOurCreate || contact.adopted === true ? '' : '?');
  };

  const found = (wanted: Desired, contact: ReportedContact, photo: '' | '?') => {
    const { entry, steps } = lookedUp(wanted, { contact, photo }, context.decoration, rules);
    entries.set(wanted.tag, entry);
    for (const each of steps) queue.push(each);
  };

  const updateDone = ({ tag }: Step, answer: MailboxAnswer) => {
    counter.updated(tag);
    const hash = desired.get(tag)?.hash ?? '';
    change(tag, { hash, change: rules.changeOf(answer.changeKey ?? ''), refused: '' });
  };

  /** A user's edit came between our reading and our update: computed anew from what is there now, once. */
  const readAgain = ({ step, isDoubtful }: Work, { contacts = [] }: MailboxAnswer) => {
    const { tag } = step;
    const [contact] = contacts;
    const wanted = desired.get(tag);
    const entry = entries.get(tag);
    if (contact === undefined || wanted === undefined || entry === undefined) return;
    const update = updateOf(wanted, entry, contact, context.decoration, rules);
    // Or it was our own update, whose answer was lost.
    if (update === undefined && isDoubtful === true) counter.updated(tag);
    if (update === undefined) change(tag, { hash: wanted.hash, change: rules.changeOf(contact.changeKey) });
    else queue.push({ kind: 'update', tag, id: contact.id, ...update }, { isRepeat: true });
  };

  /** Somebody touched the contact that we were to adopt, or our own request did. */
  const adoptAnew = ({ step }: Work, { contacts = [] }: MailboxAnswer) => {
    const { tag } = step;
    const [contact] = contacts;
    const wanted = desired.get(tag);
    if (wanted === undefined) return;
    if (contact?.tag === tag) {
      counter.adopted(tag);
      found(wanted, contact, '');
    } else if (contact === undefined || contact.tag !== undefined) create(tag);
    else {
      const { id } = contact;
      const update = adoptionOf(wanted, contact, context.decoration, rules);
      queue.push({ kind: 'adopt', tag, id, ...update }, { isRepeat: true });
    }
  };

  const releaseAnew = ({ step: { tag } }: Work, { contacts: [contact] = [] }: MailboxAnswer) => {
    if (contact?.tag !== tag) counter.released(tag);
    else queue.push(removalOf(tag, contact.id, contact, context.decoration, true), { isRepeat: true });
  };

  const done = (work: Work, { answer }: Done): void => {
    const { step } = work;
    switch (step.kind) {
      case 'create':
        if (work.lookUp) createLookedUp(work, answer);
        else if (answer.id === undefined) queue.push(step, { lookUp: true });
        else {
          counter.created(step.tag);
          isThere(step.tag, answer.id, answer.changeKey);
        }
        return;
      case 'adopt':
        if (work.lookUp) adoptAnew(work, answer);
        else {
          counter.adopted(step.tag);
          isThere(step.tag, step.id, answer.changeKey);
        }
        return;
      case 'release':
        if (work.lookUp) releaseAnew(work, answer);
        else {
          counter.released(step.tag);
          forget(step.tag, step.id);
        }
        return;
      case 'update':
        if (work.lookUp) readAgain(work, answer);
        else updateDone(step, answer);
        return;
      case 'delete':
        counter.deleted(step.tag);
        forget(step.tag, step.id);
        return;
      case 'put-photo':
      case 'delete-photo':
        counter.photo(step.tag);
        // It changes the contact's change key, too, which its answer does not tell: the next delta compares the card.
        change(step.tag, { photo: wantedMark(step) });
    }
  };

  const wantedMark = (step: Step) =>
    step.kind === 'put-photo' ? photoMark(desired.get(step.tag)?.photo ?? '') : '';

  const gone = ({ step }: Work): 'done' | 'folder-gone' => {
    if (step.kind === 'create') return 'folder-gone';
    if (step.kind === 'delete') counter.deleted(step.tag);
    if (step.kind === 'release') counter.released(step.tag);
    forget(step.tag, step.id);
    // Deleted under our hands: made anew, once, however many of its steps find that out.
    const { tag } = step;
    if (desired.has(tag) && !entries.has(tag) && !queue.hasCreate(tag)) create(tag);
    return 'done';
  };

  /** Remembered, so that the same card or photo is not sent in vain every day. */
  const refused = ({ step }: Work, code: string) => {
    const isRemoval = step.kind === 'delete' || step.kind === 'release';
    counter.refused(code, isRemoval);
    const hash = desired.get(step.tag)?.hash ?? '';
    if (step.kind === 'create' || step.kind === 'adopt') {
      entries.set(step.tag, { id: '', hash: '', change: '', photo: '', refused: hash });
    } else if (step.kind === 'update') change(step.tag, { refused: hash });
    else if (!isRemoval) change(step.tag, { photo: wantedMark(step) });
  };

  const again = ({ step, ...how }: Work, isUncertain: boolean) => {
    const repeated = { ...how, isDoubtful: true };
    // A throttled create has been seen to happen all the same.
    if (step.kind === 'create') queue.push(step, { lookUp: true });
    // One that fails again and again must not keep the others from their turn.
    else if (isUncertain) queue.push(step, repeated);
    else queue.next(step, repeated);
    if (step.kind === 'put-photo' || step.kind === 'delete-photo') change(step.tag, { photo: '?' });
  };

  return {
    entries,
    get done() {
      return counter.done;
    },
    get remaining() {
      return queue.length + inFlight;
    },
    get undeleted() {
      return deletions - counter.done.deleted;
    },
    get doubtful() {
      return queue.isDoubtful;
    },
    take: async (max) => {
      const taken: { work: Work; operation: MailboxOperation }[] = [];
      // Two requests about one contact would run side by side, and one of them meet the other's change.
      const tags = new Set<Tag>();
      while (taken.length < max) {
        const work = queue.shift(tags);
        if (work === undefined) break;
        tags.add(work.step.tag);
        const operation = await writeOperation(context, work.step, work.lookUp);
        if (operation !== undefined) taken.push({ work, operation });
        // The bytes of a photo are lost for good: the next snapshot names another one or none.
        else change(work.step.tag, { photo: wantedMark(work.step) });
      }
      inFlight += taken.length;
      return taken;
    },
    accept: (work, outcome) => {
      inFlight--;
      switch (outcome.status) {
        case 'done':
          done(work, outcome);
          return 'done';
        case 'gone':
          return gone(work);
        case 'refused':
          refused(work, outcome.code);
          return 'done';
        case 'changed':
          // Twice in a row: left to the next run, whose delta tells of the edit. It would not tell of one that is not ours.
          if (work.isRepeat !== true) queue.push(work.step, { ...work, lookUp: true });
          else if (work.step.kind === 'adopt') create(work.step.tag);
          else if (work.step.kind === 'release') counter.refused('ErrorIrresolvableConflict', true);
          return 'done';
        default:
          again(work, outcome.status === 'uncertain');
          return 'again';
      }
    },
  };
};
