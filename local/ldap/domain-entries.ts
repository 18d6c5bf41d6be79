import { createHash } from 'node:crypto';
import type { Attributes, LdifEntry } from './ldif.ts';

/** A domain as a domain controller tells of it. */
export interface Domain {
  /** e.g. `DC=firma,DC=example`. */
  readonly suffix: string;
  /** The controller's DNS name. */
  readonly controller: string;
  /** Where people are, below the suffix. */
  readonly peopleDn: string;
}

/** RFC 4514. */
export const dnWithin = (peopleDn: string, cn: string): string =>
  `CN=${cn.replace(/[\\,+"<>;=]/g, (sign) => `\\${sign}`)},${peopleDn}`;

/** 16 bytes that are always the same for the same text. */
export const idOf = (text: string): Buffer => createHash('sha256').update(text).digest().subarray(0, 16);

export const serviceDnOf = ({ suffix }: Domain): string => `CN=NTDS Settings,${suffix}`;

/** What a controller's rootDSE says; `usn` is its highest. */
export const rootOf = (domain: Domain, usn: number): Attributes => ({
  defaultNamingContext: domain.suffix,
  dsServiceName: serviceDnOf(domain),
  dnsHostName: domain.controller,
  highestCommittedUSN: usn,
});

/** Of a user who only signs in. */
export const accountEntry = (dn: string, password: string): LdifEntry => ({
  dn,
  attributes: { objectClass: 'user', cn: dn.slice(3, dn.indexOf(',')), userPassword: password },
});

/** The domain with its accounts and people, in the order in which they can be added; uSNChanged from 100 on. */
export const domainEntries = (
  domain: Domain,
  accounts: readonly LdifEntry[],
  people: readonly (readonly [cn: string, Attributes])[],
): readonly LdifEntry[] => [
  { dn: domain.suffix, attributes: { objectClass: 'domainDNS', dc: firstValue(domain.suffix) } },
  {
    dn: serviceDnOf(domain),
    attributes: { objectClass: 'container', cn: 'NTDS Settings', invocationId: idOf(domain.controller) },
  },
  ...accounts,
  {
    dn: domain.peopleDn,
    attributes: { objectClass: 'organizationalUnit', ou: firstValue(domain.peopleDn) },
  },
  ...people.map(([cn, attributes], index): LdifEntry => {
    const dn = dnWithin(domain.peopleDn, cn);
    return {
      dn,
      attributes: {
        objectClass: 'user',
        cn,
        objectCategory: 'person',
        ownName: dn,
        objectGUID: idOf(cn),
        uSNChanged: 100 + (index % 4900),
        ...attributes,
      },
    };
  }),
];

const firstValue = (dn: string): string => dn.slice(dn.indexOf('=') + 1, dn.indexOf(','));
