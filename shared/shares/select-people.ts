import type { Contact } from '../contacts/contact.ts';
import type { Source } from '../sources/source.ts';
import { isVisible } from '../sources/visible-people.ts';
import type { Selection } from './share.ts';

/** Members by group id; a group that is gone has none. */
export type Members = ReadonlyMap<string, ReadonlySet<string>>;

/** [H1][H4] Whether a person is in a share: selected, passed by the filters of source and share, and not excluded. */
export const makeIsSelected = (
  source: Source,
  selection: Selection,
  members: Members,
): ((contact: Contact) => boolean) => {
  const lower = (texts: readonly string[]) => new Set(texts.map((text) => text.toLowerCase()));
  const users = lower(selection.users);
  const excluded = lower(selection.exclude);
  const departments = lower(selection.filters.departments.map((name) => name.trim()));
  const { onlyWithNumber, includeDisabled, includeHidden } = selection.filters;
  const filter = onlyWithNumber ? 'only-with-number' : 'all';
  const choices = { filter, includeDisabled, includeHidden, includePhotos: true } as const;
  const named = (key: string) =>
    selection.everyone || users.has(key) || selection.groups.some((group) => members.get(group)?.has(key));

  return (contact) => {
    const key = contact.key.toLowerCase();
    if (excluded.has(key) || !named(key)) return false;
    if (!isVisible(source, contact) || !isVisible(choices, contact)) return false;
    return departments.size === 0 || departments.has((contact.department ?? '').trim().toLowerCase());
  };
};
