import { createHash } from 'node:crypto';
import type { SharedContact } from '../contacts/card.ts';
import { cardHashHex } from '../contacts/card-hash.ts';
import type { MergedPeople, MergedPerson } from '../contacts/merge-people.ts';
import { giverOf } from '../contacts/merged-contact.ts';
import { isSameStyle, nameStyleOf, plainNames } from '../contacts/name-style.ts';
import { toCard } from '../contacts/to-card.ts';
import { breathe } from '../kernel/breathe.ts';
import { assignKeys, type KnownContact } from './contact-keys.ts';
import type { NameOf } from './read-selection.ts';
import type { Share } from './share.ts';
import type { OfferedSnapshot } from './snapshot.ts';

export interface BuiltSnapshot {
  readonly snapshot: OfferedSnapshot;
  /** Contacts by the field that had no room for all of it. */
  readonly trimmed: Readonly<Record<string, number>>;
  /** Contacts that several entries belong to, or did. */
  readonly merged: number;
  readonly count: number;
  /** One contact of the snapshot, and whom it is made of. */
  at(n: number): { readonly contact: SharedContact; readonly person: MergedPerson };
}

interface KeyedPerson extends KnownContact {
  /** Which of the selected. */
  readonly n: number;
}

const cardsAtOnce = 1000;

/**
 * [H4] The cards that a share offers at this moment, in the order of their keys, under a version made of their content.
 * Their names are as they came: the style goes beside them [H5].
 * Of 100,000 people there is no room for the cards: they are made as they are asked for, first for the version, and again
 * where it is to be saved.
 * `before`: the newest snapshot's contacts, whose keys go on.
 */
export const buildSnapshot = async (
  share: Pick<Share, 'fields' | 'note' | 'nameStyle'>,
  selected: MergedPeople,
  nameOf: NameOf,
  before: readonly KnownContact[] = [],
): Promise<BuiltSnapshot> => {
  const people = keyed(selected, before);
  const make = ({ n, ...known }: KeyedPerson) => {
    const person = selected.at(n);
    const { card, trimmed } = toCard(person.contact, { policy: share.fields, ...managerOf(person, nameOf) });
    const photo = share.fields.photo ? person.contact.photo : undefined;
    const contact: SharedContact = { ...known, card, ...(photo === undefined ? {} : { photo }) };
    return { contact, person, trimmed };
  };

  const trimmed: Record<string, number> = {};
  const version = createHash('sha256').update(`snapshot/1\n${JSON.stringify(share.note ?? null)}\n`);
  const nameStyle = nameStyleOf(share.nameStyle);
  const isPlain = isSameStyle(nameStyle, plainNames);
  const { order, company, fileAs } = nameStyle;
  if (!isPlain) version.update(`names ${order} ${company} ${fileAs}\n`);
  for (const [n, each] of people.entries()) {
    if (n % cardsAtOnce === cardsAtOnce - 1) await breathe();
    const made = make(each);
    for (const { field } of made.trimmed) trimmed[field] = (trimmed[field] ?? 0) + 1;
    const { key, aliases = [], card, photo } = made.contact;
    version.update(`${[key, ...aliases].join(' ')}\n${cardHashHex(card, photo)}\n`);
  }
  return {
    snapshot: {
      version: version.digest('hex').slice(0, 32),
      contacts: {
        *[Symbol.iterator]() {
          for (const each of people) yield make(each).contact;
        },
      },
      ...(share.note === undefined ? {} : { note: share.note }),
      ...(isPlain ? {} : { nameStyle }),
    },
    trimmed,
    merged: people.filter(({ aliases }) => aliases !== undefined).length,
    count: people.length,
    at: (n) => {
      const each = people[n];
      if (each === undefined) throw new RangeError('there is no such contact');
      return make(each);
    },
  };
};

const keyed = (selected: MergedPeople, before: readonly KnownContact[]): readonly KeyedPerson[] => {
  const entries = Array.from({ length: selected.length }, (_, n) => selected.entriesAt(n));
  const people = assignKeys(entries, before).map((key, n): KeyedPerson => {
    const aliases = (entries[n] ?? []).filter((entry) => entry !== key).sort();
    return aliases.length === 0 ? { key, n } : { key, aliases, n };
  });
  return people.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
};

/** A manager's key is one of the source that names him. */
const managerOf = ({ members }: MergedPerson, nameOf: NameOf): { readonly managerName?: string } => {
  const giver = giverOf(members, 'managerKey');
  const name = giver && nameOf(giver.sourceId, giver.contact.managerKey ?? '');
  return name === undefined ? {} : { managerName: name };
};
