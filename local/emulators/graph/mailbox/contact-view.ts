import { toIso } from '../../../../shared/kernel/clock.ts';
import { badRequest, notImplemented } from '../graph-error.ts';
import type { GraphRequest } from '../message.ts';
import { fulfils } from '../odata/evaluate.ts';
import { type Filter, parseFilter } from '../odata/filter.ts';
import {
  emailSlots,
  emptyContact,
  readOnlyContactProperties,
  writableContactProperties,
} from './contact-properties.ts';
import { changeKeyOf } from './ids.ts';
import type { StoredContact } from './mailbox-store.ts';
import type { OpenMailbox } from './open-mailbox.ts';

export type ContactView = Readonly<Record<string, unknown>>;

/** Whether the caller wants ids that survive a move; must be said on every request and sub-request. */
export const wantsImmutableIds = (request: GraphRequest): boolean =>
  /\bIdType\s*=\s*"?ImmutableId"?/i.test(request.headers.get('prefer') ?? '');

export const contactIdOf = (mailbox: OpenMailbox, num: number, moves: number, isImmutable: boolean): string =>
  mailbox.ids.encode(isImmutable ? { kind: 'immutable', num } : { kind: 'contact', num, moves });

/** The whole contact as answered without `$select`, with the extended properties for filters to look at. */
export function wholeContact(
  mailbox: OpenMailbox,
  contact: StoredContact,
  isImmutable: boolean,
): ContactView {
  const changeKey = changeKeyOf(contact.num, contact.version);
  const emails = Array.isArray(contact.fields['emailAddresses']) ? contact.fields['emailAddresses'] : [];
  return {
    '@odata.etag': `W/"${changeKey}"`,
    id: contactIdOf(mailbox, contact.num, contact.moves, isImmutable),
    createdDateTime: seconds(contact.createdMs),
    lastModifiedDateTime: seconds(contact.modifiedMs),
    changeKey,
    parentFolderId: mailbox.ids.encode({ kind: 'folder', num: contact.folder }),
    ...emptyContact,
    ...contact.fields,
    ...Object.fromEntries(emailSlots.map((slot, index) => [slot, emails[index] ?? null])),
    singleValueExtendedProperties: contact.extended,
  };
}

/** Outlook's instants have no fraction. */
const seconds = (epochMs: number): string => toIso(epochMs).replace(/\.\d{3}Z$/, 'Z');

/** Reduces whole contacts to what `$select` and `$expand` ask for. @throws GraphError 400, 501 */
export function contactShaper(
  select: readonly string[] | null,
  expand: string | null,
): (whole: ContactView) => ContactView {
  const names = select?.map(contactPropertyNamed) ?? null;
  const extendedFilter = expand === null ? null : parseExpand(expand);
  return (whole) => {
    const { singleValueExtendedProperties: extended, ...plain } = whole;
    const shown: ContactView = names
      ? Object.fromEntries(['@odata.etag', 'id', ...names].map((name) => [name, plain[name]]))
      : plain;
    if (extendedFilter === null || !Array.isArray(extended)) return shown;
    const matching = extended.filter(
      (property) => extendedFilter === 'all' || fulfils(extendedFilter, property),
    );
    // A contact without such a property has no empty list, the member is missing.
    return matching.length === 0 ? shown : { ...shown, singleValueExtendedProperties: matching };
  };
}

/** The property in the type's spelling. @throws GraphError 400 */
export function contactPropertyNamed(asked: string): string {
  const all = [...Object.keys(writableContactProperties), ...Object.keys(readOnlyContactProperties)];
  const name = all.find((known) => known.toLowerCase() === asked.toLowerCase());
  if (name === undefined) {
    throw badRequest(
      `Could not find a property named '${asked}' on type 'microsoft.graph.contact'.`,
      'RequestBroker--ParseUri',
    );
  }
  return name;
}

function parseExpand(expand: string): Filter | 'all' {
  const match = /^singleValueExtendedProperties(?:\(\$filter=(.+)\))?$/i.exec(expand.trim());
  if (!match) throw notImplemented(`$expand=${expand} on contacts`);
  return match[1] === undefined ? 'all' : parseFilter(match[1]);
}
