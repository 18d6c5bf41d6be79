import { createHash } from 'node:crypto';
import { canonicalJson } from '../contacts/canonical-json.ts';
import { cardHashHex } from '../contacts/card-hash.ts';
import { withCategory, withoutCategory } from '../contacts/categories.ts';
import { nameStyleOf, withNameStyle } from '../contacts/name-style.ts';
import { applyNote } from '../contacts/note.ts';
import type { ImportId } from '../kernel/ids.ts';
import type { Snapshot } from '../shares/snapshot.ts';
import { contactKey } from '../sources/contact-key.ts';
import type { Import } from './import.ts';
import { makePeople } from './mailbox-owner.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import { makeMatchContacts } from './match-contacts.ts';
import type { Desired } from './plan-mailbox.ts';
import { tagOf, tagPrefix } from './tag.ts';

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** What every mailbox of the import shall hold: the snapshot under this import's tags. */
export const makeFillTarget = (
  imported: Import,
  snapshot: Snapshot,
  photo: MailboxTarget['photo'],
  /** Of the importing company, ISO 3166-1 alpha-2. */
  countryCode = 'DE',
): MailboxTarget => {
  const style = nameStyleOf(imported.nameStyle, snapshot.nameStyle);
  const desired = new Map<string, Desired>();
  const tagged = snapshot.contacts.map((contact) => [tagOf(imported.id, contact.key), contact] as const);
  for (const [tag, contact] of tagged) {
    const card = withNameStyle(contact.card, style);
    desired.set(tag, {
      tag,
      card,
      hash: cardHashHex(card),
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
    ...(imported.categoryColour === undefined ? {} : { categoryColour: imported.categoryColour }),
    note: note === null ? '' : short(note),
    decorate: (former) => {
      const outdated = withoutCategory(former, category);
      return {
        withCategory: (current) => withCategory(outdated.reduce(withoutCategory, current), category),
        withNote: (current) => applyNote(current, note),
        withoutCategory: (current) => [...former, category].reduce(withoutCategory, current),
        withoutNote: (current) => applyNote(current, null),
      };
    },
    version: versionOf(imported, snapshot),
    people: makePeople(tagged),
    ...(imported.adopt === true
      ? { adopts: makeMatchContacts(countryCode, sourceContactsOf(snapshot)) }
      : {}),
    tagPrefix: tagPrefix(imported.id),
    photo,
  };
};

/** [S4][S11] Whether a mailbox's contact is what the share has somebody from. */
const sourceContactsOf = ({ contacts }: Snapshot) => {
  const entries = new Set<string>();
  for (const { key, aliases = [] } of contacts) {
    for (const entry of [key, ...aliases]) entries.add(entry.slice(entry.indexOf('/') + 1));
  }
  return (contactId: string): boolean => entries.has(contactKey(contactId));
};

/** The share's own style is in the snapshot's version; what the import wishes instead makes another one of it [H5]. */
const versionOf = ({ nameStyle }: Import, { version }: Snapshot): string =>
  nameStyle === undefined ? version : `${version}-${short(canonicalJson(nameStyle))}`;

/** [I9] Nothing: what the import made is taken away, what it adopted is given back, the user's own stays. */
export const makeRemoveTarget = (id: ImportId, folder: Import['folder']): MailboxTarget => ({
  mode: 'remove',
  desired: new Map(),
  folder,
  category: '',
  note: '',
  decorate: (former) => ({
    withCategory: (current) => current,
    withNote: (current) => current,
    withoutCategory: (current) => former.reduce(withoutCategory, current),
    withoutNote: (current) => applyNote(current, null),
  }),
  version: 'removed',
  tagPrefix: tagPrefix(id),
  photo: async () => undefined,
});
