import type { MailboxId } from '../kernel/ids.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Folder, MailboxOperation, MailboxOutcome, Tag } from './mailboxes.ts';
import type { ManifestEntry } from './manifest.ts';
import type { CardRules, Plan, Step } from './plan-mailbox.ts';

/**
 * Carries out the steps of one mailbox's plan. A create whose answer was lost is looked up by its tag before it is sent
 * again; everything else may simply be repeated.
 */
export interface Writer {
  readonly entries: ReadonlyMap<Tag, ManifestEntry>;
  readonly counts: WriterCounts;
  /** Steps not yet done, in flight included. */
  readonly remaining: number;
  take(max: number): Promise<readonly { readonly work: Work; readonly operation: MailboxOperation }[]>;
  /** `again`: not done, for a reason that the session weighs; `folder-gone`: start over. */
  accept(work: Work, outcome: MailboxOutcome): 'done' | 'again' | 'folder-gone';
}

export interface WriterCounts {
  created: number;
  updated: number;
  deleted: number;
  failed: number;
  photos: number;
  readonly refusals: Set<string>;
}

export interface Work {
  readonly step: Step;
  /** The create's answer was lost: find out first. */
  readonly lookUp: boolean;
}

export const makeWriter = (
  mailbox: MailboxId,
  folder: Folder,
  target: MailboxTarget,
  plan: Plan,
  rules: CardRules,
): Writer => {
  const entries = new Map(plan.entries);
  const queue: Work[] = plan.steps.map((step) => ({ step, lookUp: false }));
  const counts: WriterCounts = {
    created: 0,
    updated: 0,
    deleted: 0,
    failed: 0,
    photos: 0,
    refusals: new Set(),
  };
  let inFlight = 0;

  const operationOf = async ({ step, lookUp }: Work): Promise<MailboxOperation | undefined> => {
    switch (step.kind) {
      case 'create': {
        const { tag } = step;
        if (lookUp) return { mailbox, kind: 'find-tag', folder, tag };
        const card = target.desired.get(tag)?.card;
        if (card === undefined) return undefined;
        const categories = target.decoration.withCategory([]);
        const note = target.decoration.withNote(null);
        return { mailbox, kind: 'create', folder, tag, card, categories, note };
      }
      case 'update': {
        const { kind: _kind, tag: _tag, id, ...patch } = step;
        return { mailbox, kind: 'update', contactId: id, ...patch };
      }
      case 'delete':
        return { mailbox, kind: 'delete', contactId: step.id };
      case 'delete-photo':
        return { mailbox, kind: 'delete-photo', contactId: step.id };
      case 'put-photo': {
        const photo = await target.photo(target.desired.get(step.tag)?.photo ?? '');
        return photo === undefined ? undefined : { mailbox, kind: 'put-photo', contactId: step.id, photo };
      }
    }
  };

  /** The contact is in the mailbox with this id and the wanted card. */
  const written = (tag: Tag, id: string, changeKey: string | undefined, photo: string) => {
    const wanted = target.desired.get(tag);
    const change = changeKey === undefined ? '' : rules.changeOf(changeKey);
    entries.set(tag, { id, hash: wanted?.hash ?? '', change, photo });
  };
  const wantsPhoto = (tag: Tag) => (target.desired.get(tag)?.photo ?? '') !== '';

  const createDone = (tag: Tag, id: string, changeKey: string | undefined, certain: boolean) => {
    counts.created++;
    written(tag, id, changeKey, certain ? '' : '?');
    if (wantsPhoto(tag)) queue.push({ step: { kind: 'put-photo', tag, id }, lookUp: false });
  };

  const done = ({ step, lookUp }: Work, answer: Extract<MailboxOutcome, { status: 'done' }>['answer']) => {
    switch (step.kind) {
      case 'create': {
        if (!lookUp) return createDone(step.tag, answer.id ?? '', answer.changeKey, true);
        const found = answer.contacts?.[0];
        if (found === undefined) queue.push({ step, lookUp: false });
        else createDone(step.tag, found.id, found.changeKey, false);
        return;
      }
      case 'update':
        counts.updated++;
        return written(step.tag, step.id, answer.changeKey, entries.get(step.tag)?.photo ?? '?');
      case 'delete':
        counts.deleted++;
        return forget(step.tag, step.id);
      case 'put-photo':
      case 'delete-photo': {
        counts.photos++;
        const entry = entries.get(step.tag);
        const photo = step.kind === 'put-photo' ? (target.desired.get(step.tag)?.photo ?? '') : '';
        // A photo changes the contact's change key, which its answer does not tell: '' makes the next delta compare.
        if (entry !== undefined) entries.set(step.tag, { ...entry, photo, change: '' });
      }
    }
  };

  /** A surplus twin shares the tag with the contact that stays. */
  const forget = (tag: Tag, id: string) => {
    if (entries.get(tag)?.id === id) entries.delete(tag);
  };

  const gone = ({ step }: Work): 'done' | 'folder-gone' => {
    switch (step.kind) {
      case 'create':
        return 'folder-gone';
      case 'update':
        // Deleted under our hands: made anew.
        entries.delete(step.tag);
        queue.push({ step: { kind: 'create', tag: step.tag }, lookUp: false });
        return 'done';
      case 'delete':
        counts.deleted++;
        forget(step.tag, step.id);
        return 'done';
      case 'put-photo':
        forget(step.tag, step.id);
        if (target.desired.has(step.tag))
          queue.push({ step: { kind: 'create', tag: step.tag }, lookUp: false });
        return 'done';
      case 'delete-photo': {
        const entry = entries.get(step.tag);
        if (entry !== undefined) entries.set(step.tag, { ...entry, photo: '' });
        return 'done';
      }
    }
  };

  return {
    entries,
    counts,
    get remaining() {
      return queue.length + inFlight;
    },
    take: async (max) => {
      const taken: { work: Work; operation: MailboxOperation }[] = [];
      while (taken.length < max) {
        const work = queue.shift();
        if (work === undefined) break;
        const operation = await operationOf(work);
        if (operation !== undefined) taken.push({ work, operation });
      }
      inFlight += taken.length;
      return taken;
    },
    accept: (work, outcome) => {
      inFlight--;
      switch (outcome.status) {
        case 'done':
          done(work, outcome.answer);
          return 'done';
        case 'gone':
          return gone(work);
        case 'refused':
          counts.refusals.add(outcome.code);
          if (work.step.kind !== 'put-photo' && work.step.kind !== 'delete-photo') counts.failed++;
          return 'done';
        default:
          queue.unshift({
            step: work.step,
            lookUp: work.lookUp || (work.step.kind === 'create' && outcome.status === 'uncertain'),
          });
          return 'again';
      }
    },
  };
};
