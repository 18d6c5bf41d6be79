import { createHash } from 'node:crypto';
import { cardHashHex } from '../contacts/card-hash.ts';
import { withCategory, withoutCategory } from '../contacts/categories.ts';
import { applyNote } from '../contacts/note.ts';
import type { ImportId } from '../kernel/ids.ts';
import type { Snapshot } from '../shares/snapshot.ts';
import type { Import } from './import.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Desired } from './plan-mailbox.ts';
import { tagOf, tagPrefix } from './tag.ts';

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** What every mailbox of the import shall hold: the snapshot under this import's tags. */
export const makeFillTarget = (
  imported: Import,
  snapshot: Snapshot,
  photo: MailboxTarget['photo'],
): MailboxTarget => {
  const desired = new Map<string, Desired>();
  for (const contact of snapshot.contacts) {
    const tag = tagOf(imported.id, contact.key);
    desired.set(tag, {
      tag,
      card: contact.card,
      hash: cardHashHex(contact.card),
      photo: contact.photo ?? '',
    });
  }
  const { category } = imported;
  const note = snapshot.note ?? null;
  return {
    mode: 'fill',
    desired,
    folder: imported.folder,
    category,
    note: note === null ? '' : short(note),
    decorate: (former) => {
      const outdated = withoutCategory(former, category);
      return {
        withCategory: (current) => withCategory(outdated.reduce(withoutCategory, current), category),
        withNote: (current) => applyNote(current, note),
      };
    },
    version: snapshot.version,
    tagPrefix: tagPrefix(imported.id),
    photo,
  };
};

/** [I9] Nothing: what the import made is taken away, the user's own stays. */
export const makeRemoveTarget = (id: ImportId, folder: Import['folder']): MailboxTarget => ({
  mode: 'remove',
  desired: new Map(),
  folder,
  category: '',
  note: '',
  decorate: () => ({ withCategory: (current) => current, withNote: (current) => current }),
  version: 'removed',
  tagPrefix: tagPrefix(id),
  photo: async () => undefined,
});
