import { createHash } from 'node:crypto';
import type { SharedContact } from '../contacts/card.ts';
import { cardHashHex } from '../contacts/card-hash.ts';
import type { Contact } from '../contacts/contact.ts';
import { toCard } from '../contacts/to-card.ts';
import type { SourceId } from '../kernel/ids.ts';
import type { Share } from './share.ts';
import type { Snapshot } from './snapshot.ts';

export interface BuiltSnapshot {
  readonly snapshot: Snapshot;
  /** Contacts by the field that had no room for all of it. */
  readonly trimmed: Readonly<Record<string, number>>;
}

const keyOf = (sourceId: SourceId, contact: Contact) => `${sourceId}/${contact.key}`;

/** [H4] The cards that a share offers at this moment, in the order of their keys, under a version made of their content. */
export const buildSnapshot = (
  share: Share,
  selected: readonly Contact[],
  nameOf: (key: string) => string | undefined,
): BuiltSnapshot => {
  const trimmed: Record<string, number> = {};
  const contacts = selected.map((contact): SharedContact => {
    const managerName = contact.managerKey === undefined ? undefined : nameOf(contact.managerKey);
    const made = toCard(contact, {
      policy: share.fields,
      ...(managerName === undefined ? {} : { managerName }),
    });
    for (const { field } of made.trimmed) trimmed[field] = (trimmed[field] ?? 0) + 1;
    const photo = share.fields.photo ? contact.photo : undefined;
    return {
      key: keyOf(share.sourceId, contact),
      card: made.card,
      ...(photo === undefined ? {} : { photo }),
    };
  });
  contacts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

  const version = createHash('sha256').update(`snapshot/1\n${JSON.stringify(share.note ?? null)}\n`);
  for (const { key, card, photo } of contacts) version.update(`${key}\n${cardHashHex(card, photo)}\n`);
  const snapshot = {
    version: version.digest('hex').slice(0, 32),
    contacts,
    ...(share.note === undefined ? {} : { note: share.note }),
  };
  return { snapshot, trimmed };
};
