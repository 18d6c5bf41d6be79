import type { SourceKind } from '../../shared/sources/source-settings.ts';
import type { Call } from './calls.ts';
import type { RawContact } from './mailboxes.ts';

export interface SourcesResult {
  /** Entries of each source, by its kind. */
  readonly sources: Readonly<Partial<Record<SourceKind, number>>>;
  readonly ldap: 'slapd' | 'needs slapd';
  /** Of the share, after merging, selection and filters. */
  readonly contacts: number;
  /** Contacts that are made of entries of several sources. */
  readonly merged: number;
  /** Fields, counted contact by contact, of which the entries of a merged contact have different values. */
  readonly conflicts: number;
  /** Contacts with at least one such field. */
  readonly conflictingContacts: number;
  /** Over all sources. */
  readonly unusableNumbers: number;
  readonly withoutNumber: number;
  readonly mailboxes: number;
  readonly created: number;
  /** Every mailbox holds exactly the share's contacts, with all their numbers and addresses. */
  readonly equalToShare: boolean;
  /** What phones show, over all mailboxes. */
  readonly calls: readonly (Call & { readonly shown: string })[];
}

/** A demonstration that shows something else than it says must not end well. */
export const assertSourcesStory = (result: SourcesResult): void => {
  const { sources, ldap, mailboxes, contacts, created, merged, calls } = result;
  const kinds = Object.values(sources);
  const wrong = [
    [kinds.length === (ldap === 'slapd' ? 7 : 6), 'a kind of source is missing'],
    [kinds.every((count) => count > 0), 'a source is empty'],
    [mailboxes > 0 && created === mailboxes * contacts, 'the run created other than contacts × mailboxes'],
    [merged > 0 && result.conflicts >= result.conflictingContacts, 'nothing was merged'],
    [result.equalToShare, 'a mailbox differs from the share'],
    ...calls.map(({ number, name, shown }) => [shown === name, `${number} shows ${shown}, not ${name}`]),
  ].flatMap(([fine, sentence]) => (fine === true ? [] : [String(sentence)]));
  if (wrong.length > 0) throw new Error(`the story is not true: ${wrong.join('; ')}`);
};

/** What of contacts people see and phones look up, in an order that depends on nothing else. */
export const asKept = (contacts: readonly RawContact[]): string =>
  contacts
    .map((contact) => {
      const { displayName, companyName, jobTitle, emailAddresses = [], mobilePhone } = contact;
      const { businessPhones = [], homePhones = [] } = contact;
      const addresses = emailAddresses.map(({ address }) => address);
      return JSON.stringify([
        displayName,
        companyName ?? null,
        jobTitle ?? null,
        addresses,
        businessPhones,
        homePhones,
        mobilePhone ?? null,
      ]);
    })
    .sort()
    .join('\n');
