import { blankCard } from '../../shared/contacts/blank-card.test-data.ts';
import type { Card } from '../../shared/contacts/card.ts';
import type { Import } from '../../shared/imports/import.ts';
import type { Folder } from '../../shared/imports/mailboxes.ts';
import { asId, type MailboxId } from '../../shared/kernel/ids.ts';
import { makeMailboxWorld } from './mailbox-run.ts';
import type { KeptContact, MemoryMailbox } from './memory-mailbox.ts';
import { importWith, photoBytes, shareOf } from './share-model.ts';

/** The folder of an import, made by whoever was there before it. */
export const folderBefore = (box: MemoryMailbox, mailbox: MailboxId, { folder }: Import): Folder => {
  if (folder.kind === 'default') return 'default';
  const { displayName } = folder;
  const made = box.carryOut({ mailbox, kind: 'create-folder', displayName });
  if (made.status !== 'done') throw new Error(made.status);
  return { id: made.answer.id ?? '' };
};

/** A contact that another tool has left, or the user: it has the person’s e-mail address. */
export const leave = (
  box: MemoryMailbox,
  folder: Folder,
  key: string,
  fields: Partial<Omit<KeptContact, 'id' | 'version' | 'card'>> & { readonly card?: Partial<Card> } = {},
): string =>
  box.addOwn(folder, {
    categories: ['Golf'],
    note: `about ${key}`,
    extra: { nickname: key },
    ...fields,
    card: {
      ...blankCard,
      displayName: `Old ${key}`,
      emailAddresses: [{ address: `${key.toUpperCase()}@Mueller.example`, name: key }],
      ...fields.card,
    },
  });

/** Somebody else was here before: Person p0 with a photo of the user's, p1, two that could be p2, and a friend. */
export const inherited = (folder: Import['folder'], fields: { photo?: number } = {}) => {
  const imported = importWith({ folder, adopt: true });
  const world = makeMailboxWorld({ imported });
  const box = world.box();
  const place = folderBefore(box, world.ids[0] ?? asId(''), imported);
  const left = {
    p0: leave(box, place, 'p0', { photo: photoBytes(9) }),
    p1: leave(box, place, 'p1'),
    twin: leave(box, place, 'p2'),
    otherTwin: leave(box, place, 'p2'),
    friend: leave(box, place, 'friend'),
  };
  world.offer(shareOf(4, { variant: 1, note: 'From Müller', ...fields }));
  const contact = (id: string) => box.contacts().find((each) => each.id === id);
  return { world, box, place, left, contact };
};
