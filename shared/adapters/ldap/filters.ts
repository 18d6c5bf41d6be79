import {
  AndFilter,
  EqualityFilter,
  type Filter,
  GreaterThanEqualsFilter,
  OrFilter,
  PresenceFilter,
} from 'ldapts';
import { reachableBy } from './person.ts';

/**
 * Filters are made of parts and never of text: values travel as bytes of their own, so that nothing in them can be taken
 * for a filter's signs and nothing needs the escapes of RFC 4515.
 */
const equal = (attribute: string, value: string | Buffer): Filter => new EqualityFilter({ attribute, value });
const any = (filters: Filter[]): Filter => new OrFilter({ filters });

/** Users, people of other applications (`inetOrgPerson`) and contacts, but no computers; an indexed attribute. */
const isPerson = equal('objectCategory', 'person');

/** [S2] Everybody with an e-mail address or a number. */
export const everybody: Filter = new AndFilter({
  filters: [isPerson, any(reachableBy.map((attribute) => new PresenceFilter({ attribute })))],
});

/** Every person changed after the number, also who lost what made him reachable. */
export const changedAfter = (usn: bigint): Filter =>
  new AndFilter({
    filters: [isPerson, new GreaterThanEqualsFilter({ attribute: 'uSNChanged', value: String(usn + 1n) })],
  });

export const anything: Filter = new PresenceFilter({ attribute: 'objectClass' });
export const oneOfGuids = (guids: readonly Buffer[]): Filter =>
  any(guids.map((guid) => equal('objectGUID', guid)));
export const oneOfNames = (names: readonly string[]): Filter =>
  any(names.map((name) => equal('distinguishedName', name)));
