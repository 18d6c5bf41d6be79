import { createHash } from 'node:crypto';
import { Attribute, Change, Client } from 'ldapts';
import type { Certificate } from './certificates.ts';
import type { Attributes, LdifEntry } from './ldif.ts';
import { dnOf, domain, knownPeople, manyPeople, peopleDn, suffix } from './people.ts';
import { adminPassword, type Slapd, type SlapdOptions, startSlapd } from './slapd.ts';

export const controllerName = `dc1.${domain}`;
/** May read everything. */
export const readerDn = `CN=Reader,${suffix}`;
/** May sign in and see nothing of people. */
export const blindDn = `CN=Blind,${suffix}`;
/** May not even see the rootDSE. */
export const rootlessDn = `CN=Rootless,${suffix}`;
export const password = 'Kennwort (1)*\\ü';

const serviceDn = `CN=NTDS Settings,${suffix}`;
const idOf = (text: string): Buffer => createHash('sha256').update(text).digest().subarray(0, 16);

const rootOf = (name: string, usn: number): Attributes => ({
  defaultNamingContext: suffix,
  dsServiceName: serviceDn,
  dnsHostName: name,
  highestCommittedUSN: usn,
});

const user = (cn: string, usn: number, attributes: Attributes): LdifEntry => ({
  dn: dnOf(cn),
  attributes: {
    objectClass: 'user',
    cn,
    objectCategory: 'person',
    ownName: dnOf(cn),
    objectGUID: idOf(cn),
    uSNChanged: usn,
    ...attributes,
  },
});

const account = (dn: string): LdifEntry => ({
  dn,
  attributes: { objectClass: 'user', cn: dn.slice(3, dn.indexOf(',')), userPassword: password },
});

export interface AdLikeSlapd extends Slapd {
  /** Changes attributes as Active Directory counts it, null takes one away; then the controller begins anew. */
  change(cn: string, changes: Readonly<Record<string, string | null>>): Promise<void>;
  /** As after a restore from a backup. */
  restore(): Promise<void>;
}

/** A slapd that tells of itself, and of `count` people beside those of people.ts, as a domain controller does. */
export const startAdLikeSlapd = async (
  certificate: Certificate,
  count: number,
  {
    name = controllerName,
    at,
    managers = true,
  }: { readonly name?: string; readonly at?: SlapdOptions['at']; readonly managers?: boolean } = {},
): Promise<AdLikeSlapd> => {
  let usn = 5000;
  const root = () => rootOf(name, usn);
  const people = [...Object.entries(knownPeople), ...manyPeople(count, managers)];
  const slapd = await startSlapd({
    suffix,
    certificate,
    ...(at === undefined ? {} : { at }),
    root: root(),
    rootAccess: `access to dn.base="" by dn.exact="${rootlessDn}" none by * read`,
    access: [`access to * by dn.exact="${blindDn}" none by * break`],
    entries: [
      { dn: suffix, attributes: { objectClass: 'domainDNS', dc: 'firma' } },
      {
        dn: serviceDn,
        attributes: { objectClass: 'container', cn: 'NTDS Settings', invocationId: idOf(name) },
      },
      ...[readerDn, blindDn, rootlessDn].map(account),
      { dn: peopleDn, attributes: { objectClass: 'organizationalUnit', ou: 'Leute' } },
      ...people.map(([cn, attributes], index) => user(cn, 100 + (index % 4900), attributes)),
    ],
  });
  const modify = async (dn: string, changes: Readonly<Record<string, string | Buffer | null>>) => {
    const client = new Client({ url: `ldap://${at?.address ?? '127.0.0.1'}:${slapd.ldapPort}` });
    await client.bind(`cn=admin,${suffix}`, adminPassword);
    const modifications = Object.entries(changes).map(
      ([type, value]) =>
        new Change({
          operation: 'replace',
          modification: new Attribute({ type, values: value === null ? [] : ([value] as string[]) }),
        }),
    );
    await client.modify(dn, modifications);
    await client.unbind();
  };
  return {
    ...slapd,
    change: async (cn, changes) => {
      usn += 1;
      await modify(dnOf(cn), { ...changes, uSNChanged: String(usn) });
      await slapd.restart(root());
    },
    restore: async () => {
      await modify(serviceDn, { invocationId: idOf('dc1 restored') });
      await slapd.restart(root());
    },
  };
};
