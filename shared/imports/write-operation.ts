import type { MailboxId } from '../kernel/ids.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Folder, MailboxOperation } from './mailboxes.ts';
import type { Decoration, Step } from './plan-mailbox.ts';

export interface WriteContext {
  readonly mailbox: MailboxId;
  readonly folder: Folder;
  readonly target: MailboxTarget;
  readonly decoration: Decoration;
}

/** The operation that carries out a step; undefined where there is nothing to send: a photo's bytes are lost. */
export const writeOperation = async (
  { mailbox, folder, target, decoration }: WriteContext,
  step: Step,
  lookUp: boolean,
): Promise<MailboxOperation | undefined> => {
  switch (step.kind) {
    case 'create': {
      const { tag } = step;
      if (lookUp) return { mailbox, kind: 'find-tag', folder, tag };
      const card = target.desired.get(tag)?.card;
      if (card === undefined) return undefined;
      const categories = decoration.withCategory([]);
      return { mailbox, kind: 'create', folder, tag, card, categories, note: decoration.withNote(null) };
    }
    case 'update':
    case 'adopt':
    case 'release': {
      const { kind, id, card, categories, note, since } = step;
      if (lookUp) return { mailbox, kind: 'read', contactId: id };
      return {
        mailbox,
        kind: 'update',
        contactId: id,
        ...(kind === 'update' ? {} : { tag: kind === 'adopt' ? step.tag : null }),
        card,
        ...(categories === undefined ? {} : { categories }),
        ...(note === undefined ? {} : { note }),
        ...(since === undefined ? {} : { since }),
      };
    }
    case 'delete':
    case 'delete-photo':
      return { mailbox, kind: step.kind, contactId: step.id };
    case 'put-photo': {
      const photo = await target.photo(target.desired.get(step.tag)?.photo ?? '');
      return photo === undefined ? undefined : { mailbox, kind: 'put-photo', contactId: step.id, photo };
    }
  }
};
