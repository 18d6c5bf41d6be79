import { createHash } from 'node:crypto';
import type { Contact } from '../../shared/contacts/contact.ts';
import { type MergedPeople, mergePeople } from '../../shared/contacts/merge-people.ts';
import type { Photo } from '../../shared/sources/source.ts';

/** A contact with a number that can be called. */
export const contact = (key: string, fields: Partial<Contact> = {}): Contact => ({
  key,
  displayName: `Person ${key}`,
  emails: [`${key}@firma.example`],
  phones: [{ kind: 'business', original: '089 123456-12', e164: '+498912345612' }],
  enabled: true,
  hidden: false,
  ...fields,
});

/** `count` contacts with keys of their own. */
export const contacts = (count: number, prefix = 'k'): Contact[] =>
  Array.from({ length: count }, (_, n) => contact(`${prefix}${n}`));

export async function* inPages<T>(items: readonly T[], size = 100): AsyncIterable<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

export const photo = (text: string): Photo => {
  const bytes = Buffer.from(text);
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') };
};

/** Contacts of one source, as a share has them. */
export const peopleOf = (people: readonly Contact[], sourceId = 'source'): MergedPeople =>
  mergePeople([{ sourceId, people, keysAreEntraIds: false }]);
