import { type Contact, hasUsableNumber } from '../contacts/contact.ts';
import type { Source } from '../sources/source.ts';
import type { Selection } from './share.ts';

/** Members by group id; a group that is gone has none. */
export type Members = ReadonlyMap<string, ReadonlySet<string>>;

/** What both a source and a share can leave out; the stricter one decides. */
interface Filters {
  readonly onlyWithNumber: boolean;
  readonly includeDisabled: boolean;
  readonly includeHidden: boolean;
}

const passes = (contact: Contact, filters: Filters): boolean =>
  (contact.enabled || filters.includeDisabled) &&
  (!contact.hidden || filters.includeHidden) &&
  (!filters.onlyWithNumber || hasUsableNumber(contact));

const filtersOf = (source: Source): Filters => ({
  onlyWithNumber: source.filter === 'only-with-number',
  includeDisabled: source.includeDisabled,
  includeHidden: source.includeHidden,
});

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
  const sourceFilters = filtersOf(source);
  const named = (key: string) =>
    selection.everyone || users.has(key) || selection.groups.some((group) => members.get(group)?.has(key));

  return (contact) => {
    const key = contact.key.toLowerCase();
    if (excluded.has(key) || !named(key)) return false;
    if (!passes(contact, sourceFilters) || !passes(contact, selection.filters)) return false;
    return departments.size === 0 || departments.has((contact.department ?? '').trim().toLowerCase());
  };
};
