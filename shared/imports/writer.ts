import type { MailboxAnswer, MailboxOperation, MailboxOutcome, Tag } from './mailboxes.ts';
import { type ManifestEntry, photoMark } from './manifest.ts';
import { overlaid, type UpdateStep } from './overlaid-edits.ts';
import { type CardRules, type Plan, type Step, updateOf } from './plan-mailbox.ts';
import { type WriteContext, writeOperation } from './write-operation.ts';
import { countWrites, type WritesDone } from './writes-done.ts';

/**
 * Carries out the steps of one mailbox's plan and keeps the record of what is there. A create that may have happened
 * without our seeing it is looked up by its tag before it is sent again; everything else may simply be repeated.
 */
export interface Writer {
  readonly entries: ReadonlyMap<Tag, ManifestEntry>;
  readonly done: WritesDone;
  /** Steps not yet done, in flight included. */
  readonly remaining: number;
  /** A create's answer is still missing: the mailbox may hold a contact that the entries lack. */
  readonly doubtful: boolean;
  take(max: number): Promise<readonly { readonly work: Work; readonly operation: MailboxOperation }[]>;
  /** `again`: not done, for a reason that the session weighs; `folder-gone`: start over. */
  accept(work: Work, outcome: MailboxOutcome): 'done' | 'again' | 'folder-gone';
}

export interface Work {
  readonly step: Step;
  /** Find out first whether the contact is there. */
  readonly lookUp: boolean;
}

type Done = Extract<MailboxOutcome, { status: 'done' }>;

export const makeWriter = (context: WriteContext, plan: Plan, rules: CardRules): Writer => {
  const { desired } = context.target;
  const entries = new Map(plan.entries);
  const queue: Work[] = plan.steps.map((step) => ({ step, lookUp: step.kind === 'create' && step.lookUp }));
  const counter = countWrites();
  let inFlight = 0;

  const change = (tag: Tag, fields: Partial<ManifestEntry>) => {
    const entry = entries.get(tag);
    if (entry !== undefined) entries.set(tag, { ...entry, ...fields });
  };
  /** A surplus twin shares the tag with the contact that stays. */
  const forget = (tag: Tag, id: string) => {
    if (entries.get(tag)?.id === id) entries.delete(tag);
  };
  const push = (step: Step) => queue.push({ step, lookUp: false });
  const create = (tag: Tag) => push({ kind: 'create', tag, lookUp: false });

  const createDone = (tag: Tag, id: string, changeKey: string | undefined) => {
    const wanted = desired.get(tag);
    const change = rules.changeOf(changeKey ?? '');
    counter.created(tag);
    entries.set(tag, { id, hash: wanted?.hash ?? '', change, photo: '', refused: '' });
    if ((wanted?.photo ?? '') !== '') push({ kind: 'put-photo', tag, id });
  };

  /** The contact was looked up: it may have been changed since it was created or passed over. */
  const lookedUp = ({ step }: Work, { contacts = [] }: MailboxAnswer) => {
    const { tag } = step;
    const [contact] = contacts;
    const wanted = desired.get(tag);
    if (contact === undefined || wanted === undefined) {
      create(tag);
      return;
    }
    const { id, changeKey } = contact;
    const isOurCreate = step.kind === 'create' && !step.lookUp;
    if (isOurCreate) counter.created(tag);
    const entry = { id, hash: '', change: '', photo: isOurCreate ? '' : '?', refused: '' };
    const update = updateOf(wanted, entry, contact, context.decoration, rules);
    const isAsWanted = update === undefined;
    entries.set(tag, isAsWanted ? { ...entry, hash: wanted.hash, change: rules.changeOf(changeKey) } : entry);
    if (!isAsWanted) push({ kind: 'update', tag, id, ...update });
    if (entry.photo !== photoMark(wanted.photo)) {
      push({ kind: wanted.photo === '' ? 'delete-photo' : 'put-photo', tag, id });
    }
  };

  const updateDone = (step: UpdateStep, answer: MailboxAnswer) => {
    const { tag } = step;
    const wanted = desired.get(tag);
    counter.updated(tag);
    const written = { hash: wanted?.hash ?? '', change: rules.changeOf(answer.changeKey ?? ''), refused: '' };
    change(tag, written);
    const entry = entries.get(tag);
    const after = answer.contacts?.[0];
    if (wanted === undefined || entry === undefined || after === undefined) return;
    const found = updateOf(wanted, { ...entry, change: '' }, after, context.decoration, rules);
    const left = overlaid(step, found);
    if (left === undefined) return;
    // Until that is mended our key must not vouch for the contact.
    change(tag, { change: '' });
    push({ kind: 'update', tag, id: step.id, ...left });
  };

  const done = (work: Work, { answer }: Done): void => {
    const { step } = work;
    switch (step.kind) {
      case 'create':
        if (work.lookUp) lookedUp(work, answer);
        else if (answer.id === undefined) queue.push({ step, lookUp: true });
        else createDone(step.tag, answer.id, answer.changeKey);
        return;
      case 'update':
        updateDone(step, answer);
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
    forget(step.tag, step.id);
    // Deleted under our hands: made anew.
    if (desired.has(step.tag) && !entries.has(step.tag)) create(step.tag);
    return 'done';
  };

  /** Remembered, so that the same card or photo is not sent in vain every day. */
  const refused = ({ step }: Work, code: string) => {
    counter.refused(code, step.kind === 'delete');
    const hash = desired.get(step.tag)?.hash ?? '';
    if (step.kind === 'create') {
      entries.set(step.tag, { id: '', hash: '', change: '', photo: '', refused: hash });
    } else if (step.kind === 'update') change(step.tag, { refused: hash });
    else if (step.kind !== 'delete') change(step.tag, { photo: wantedMark(step) });
  };

  const again = ({ step, lookUp }: Work, isUncertain: boolean) => {
    // A throttled create has been seen to happen all the same.
    if (step.kind === 'create') queue.push({ step, lookUp: true });
    // One that fails again and again must not keep the others from their turn.
    else if (isUncertain) queue.push({ step, lookUp });
    else queue.unshift({ step, lookUp });
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
    get doubtful() {
      return queue.some(({ step, lookUp }) => step.kind === 'create' && lookUp);
    },
    take: async (max) => {
      const taken: { work: Work; operation: MailboxOperation }[] = [];
      while (taken.length < max) {
        const work = queue.shift();
        if (work === undefined) break;
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
        default:
          again(work, outcome.status === 'uncertain');
          return 'again';
      }
    },
  };
};
