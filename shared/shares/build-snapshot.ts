import { createHash } from 'node:crypto';
import type { SharedContact } from '../contacts/card.ts';
import { cardHashHex } from '../contacts/card-hash.ts';
import { giverOf, type MergedPerson } from '../contacts/merge-people.ts';
import { isSameStyle, nameStyleOf, plainNames } from '../contacts/name-style.ts';
import { toCard } from '../contacts/to-card.ts';
import { assignKeys, type KnownContact } from './contact-keys.ts';
import type { NameOf } from './read-selection.ts';
import type { Share } from './share.ts';
import type { Snapshot } from './snapshot.ts';

export interface BuiltSnapshot {
  readonly snapshot: Snapshot;
  /** Contacts by the field that had no room for all of it. */
  readonly trimmed: Readonly<Record<string, number>>;
  /** The person of each contact, by its key. */
  readonly people: ReadonlyMap<string, MergedPerson>;
}

const keysOf = ({ members: [first, ...others] }: MergedPerson): readonly [string, ...string[]] => [
  `${first.sourceId}/${first.contact.key}`,
  ...others.map(({ sourceId, contact }) => `${sourceId}/${contact.key}`),
];

/**
 * [H4] The cards that a share offers at this moment, in the order of their keys, under a version made of their content.
 * Their names are as they came: the style goes beside them [H5].
 * `before`: the newest snapshot's contacts, whose keys go on.
 */
export const buildSnapshot = (
  share: Pick<Share, 'fields' | 'note' | 'nameStyle'>,
  selected: readonly MergedPerson[],
  nameOf: NameOf,
  before: readonly KnownContact[] = [],
): BuiltSnapshot => {
  const trimmed: Record<string, number> = {};
  const entries = selected.map(keysOf);
  const keys = assignKeys(entries, before);
  const people = new Map<string, MergedPerson>();
  const contacts = selected.map((person, n): SharedContact => {
    const made = toCard(person.contact, { policy: share.fields, ...managerOf(person, nameOf) });
    for (const { field } of made.trimmed) trimmed[field] = (trimmed[field] ?? 0) + 1;
    const photo = share.fields.photo ? person.contact.photo : undefined;
    const key = keys[n] ?? '';
    people.set(key, person);
    const aliases = (entries[n] ?? []).filter((entry) => entry !== key).sort();
    return {
      key,
      ...(aliases.length === 0 ? {} : { aliases }),
      card: made.card,
      ...(photo === undefined ? {} : { photo }),
    };
  });
  contacts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

  const version = createHash('sha256').update(`snapshot/1\n${JSON.stringify(share.note ?? null)}\n`);
  const nameStyle = nameStyleOf(share.nameStyle);
  const isPlain = isSameStyle(nameStyle, plainNames);
  const { order, company, fileAs } = nameStyle;
  if (!isPlain) version.update(`names ${order} ${company} ${fileAs}\n`);
  for (const { key, aliases = [], card, photo } of contacts) {
    version.update(`${[key, ...aliases].join(' ')}\n${cardHashHex(card, photo)}\n`);
  }
  const snapshot = {
    version: version.digest('hex').slice(0, 32),
    contacts,
    ...(share.note === undefined ? {} : { note: share.note }),
    ...(isPlain ? {} : { nameStyle }),
  };
  return { snapshot, trimmed, people };
};

/** A manager's key is one of the source that names him. */
const managerOf = ({ members }: MergedPerson, nameOf: NameOf): { readonly managerName?: string } => {
  const giver = giverOf(members, 'managerKey');
  const name = giver && nameOf(giver.sourceId, giver.contact.managerKey ?? '');
  return name === undefined ? {} : { managerName: name };
};
