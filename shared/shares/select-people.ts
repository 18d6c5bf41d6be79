import type { Contact } from '../contacts/contact.ts';
import type { MergedPerson } from '../contacts/merge-people.ts';
import type { Member } from '../contacts/merged-contact.ts';
import type { Source } from '../sources/source.ts';
import { isVisible } from '../sources/visible-people.ts';
import type { Selection } from './share.ts';

/** Members by group id; a group that is gone has none. */
export type Members = ReadonlyMap<string, ReadonlySet<string>>;

export interface Chooser {
  /** Whether an entry may tell something of its person: it passes the filters of its source and the share's of accounts. */
  admits(source: Source, contact: Contact): boolean;
  /** Whoever is excluded by one entry is out, with all that other sources know of the same person. */
  excludes(contact: Contact): boolean;
  /** Whether a person is in the share: named by any entry, not excluded by any, and passed by the filters as merged. */
  chooses(person: MergedPerson): boolean;
}

/** [H1][H4] Who is in a share. Groups are Entra's: an entry of another source is in one by the person that it belongs to. */
export const makeChooser = (selection: Selection, members: Members): Chooser => {
  const lower = (texts: readonly string[]) => new Set(texts.map((text) => text.toLowerCase()));
  const users = lower(selection.users);
  const excluded = lower(selection.exclude);
  const departments = lower(selection.filters.departments.map((name) => name.trim()));
  const { onlyWithNumber, includeDisabled, includeHidden } = selection.filters;
  const accounts = { filter: 'all', includeDisabled, includeHidden, includePhotos: true } as const;
  const filter = onlyWithNumber ? 'only-with-number' : 'all';
  const everyAccount = { filter, includeDisabled: true, includeHidden: true, includePhotos: true } as const;
  const idsOf = ({ key, entraId }: Contact) =>
    entraId === undefined ? [key.toLowerCase()] : [key.toLowerCase(), entraId.toLowerCase()];
  const isNamed = ({ contact }: Member) =>
    selection.everyone ||
    idsOf(contact).some(
      (id) => users.has(id) || selection.groups.some((group) => members.get(group)?.has(id)),
    );
  const excludes = (contact: Contact) => excluded.size > 0 && idsOf(contact).some((id) => excluded.has(id));

  return {
    admits: (source, contact) => isVisible(source, contact) && isVisible(accounts, contact),
    excludes,
    chooses: ({ members: known, contact }) =>
      known.some(isNamed) &&
      !known.some((member) => excludes(member.contact)) &&
      isVisible(everyAccount, contact) &&
      (departments.size === 0 || departments.has((contact.department ?? '').trim().toLowerCase())),
  };
};
