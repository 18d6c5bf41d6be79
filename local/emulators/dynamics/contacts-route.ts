import type { Clock } from '../../../shared/kernel/clock.ts';
import { contactJson } from './contact-json.ts';
import type { ContactStore, Deletion, StoredContact } from './contact-store.ts';
import { deltaToken, type PageStart, readDeltaToken, readSkipToken, skipToken } from './delta-token.ts';
import type { Organisation } from './organisations.ts';
import type { Preferences } from './preferences.ts';
import { type ContactQuery, mustBeServed, mustBeTrackable, readQuery } from './query.ts';

export interface ContactsRequest {
  readonly organisation: Organisation;
  /** With the organisation's public address, whatever the emulator listens on. */
  readonly url: URL;
  readonly preferences: Preferences;
}

interface Entries {
  readonly changed: readonly StoredContact[];
  readonly deleted: readonly Deletion[];
  readonly next?: PageStart;
}

/** `GET contacts`: plain, with change tracking, and along the links that those answers gave. */
export const makeContactsRoute = (contacts: ContactStore, clock: Clock, tokenDays: number) => {
  /** A page from `start` on, changed records first. There is no snapshot: what changes meanwhile comes again, later. */
  const entriesFrom = (host: string, start: PageStart, since: number, size: number): Entries => {
    const changed = start.phase === 'changed' ? contacts.changedSince(host, start.after, size + 1) : [];
    const page = start.page + 1;
    const { isTracking, began } = start;
    if (changed.length > size) {
      const shown = changed.slice(0, size);
      return { changed: shown, deleted: [], next: { ...start, page, after: shown.at(-1)?.version ?? 0 } };
    }
    // A first reading answers no deletions, and without tracking there are none.
    if (!isTracking || since === 0) return { changed, deleted: [] };
    const from = start.phase === 'deleted' ? start.after : since;
    const room = size - changed.length;
    const deleted = contacts.deletedSince(host, from, room + 1);
    if (deleted.length <= room) return { changed, deleted };
    const shown = deleted.slice(0, room);
    const after = shown.at(-1)?.version ?? from;
    return { changed, deleted: shown, next: { page, phase: 'deleted', after, began, isTracking } };
  };

  const byIds = (host: string, ids: readonly string[]): readonly StoredContact[] =>
    ids.flatMap((id) => contacts.one(host, id) ?? []);

  return ({ organisation, url, preferences }: ContactsRequest): Readonly<Record<string, unknown>> => {
    const { host, tokenFloor } = organisation;
    const query = readQuery(url);
    const start = query.skipToken === undefined ? undefined : readSkipToken(query.skipToken);
    const isDelta = query.deltaToken !== undefined;
    const isTracking = isDelta || (start?.isTracking ?? preferences.tracksChanges);
    if (isTracking) mustBeTrackable(query);
    mustBeServed(query);
    const since =
      query.deltaToken === undefined ? 0 : readDeltaToken(query.deltaToken, clock, tokenDays, tokenFloor);
    const base = `https://${host}/api/data/v9.2/`;
    const json = (shown: readonly StoredContact[]) =>
      shown.map((contact) => contactJson(contact, query.select, preferences.annotates));
    const context = `${base}$metadata#contacts(${query.select.join(',')})${isDelta ? '/$delta' : ''}`;
    if (query.ids !== undefined) return { '@odata.context': context, value: json(byIds(host, query.ids)) };

    const size = Math.min(query.top ?? preferences.pageSize, preferences.pageSize);
    const began = contacts.latestVersion();
    const from = start ?? { page: 1, phase: 'changed', after: since, began, isTracking };
    const { changed, deleted, next } = entriesFrom(host, from, since, size);
    const value = [
      ...json(changed),
      ...deleted.map(({ id }) => ({
        '@odata.context': `${base}$metadata#contacts/$deletedEntity`,
        id,
        reason: 'deleted',
      })),
    ];
    if (next !== undefined && query.top === undefined) {
      return { '@odata.context': context, value, '@odata.nextLink': linkOf(base, query, skipToken(next)) };
    }
    if (!isTracking) return { '@odata.context': context, value };
    return {
      '@odata.context': context,
      '@odata.deltaLink': linkOf(base, { ...query, deltaToken: deltaToken(from.began, clock) }),
      value,
    };
  };
};

const linkOf = (base: string, { select, deltaToken }: ContactQuery, skip?: string): string => {
  const options = [
    `$select=${select.join(',')}`,
    ...(deltaToken === undefined ? [] : [`$deltatoken=${encodeURIComponent(deltaToken)}`]),
    ...(skip === undefined ? [] : [`$skiptoken=${encodeURIComponent(skip)}`]),
  ];
  return `${base}contacts?${options.join('&')}`;
};
