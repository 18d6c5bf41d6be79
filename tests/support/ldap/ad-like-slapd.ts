import { Attribute, Change, Client } from 'ldapts';
import type { Certificate } from '../../../local/ldap/certificate.ts';
import {
  accountEntry,
  type Domain,
  domainEntries,
  idOf,
  rootOf,
  serviceDnOf,
} from '../../../local/ldap/domain-entries.ts';
import { adminPassword, type Slapd, type SlapdOptions, startSlapd } from '../../../local/ldap/slapd.ts';
import { dnOf, domain, knownPeople, manyPeople, peopleDn, suffix } from './people.ts';

export const controllerName = `dc1.${domain}`;
/** May read everything. */
export const readerDn = `CN=Reader,${suffix}`;
/** May sign in and see nothing of people. */
export const blindDn = `CN=Blind,${suffix}`;
/** May not even see the rootDSE. */
export const rootlessDn = `CN=Rootless,${suffix}`;
export const password = 'Kennwort (1)*\\ü';

const domainAs = (controller: string): Domain => ({ suffix, controller, peopleDn });

/** Has an address, and is nobody: a real controller gives a computer another category by itself. */
const printer = [
  'Drucker',
  { objectCategory: 'computer', displayName: 'Drucker', mail: 'drucker@firma.example' },
] as const;

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
  const described = domainAs(name);
  const root = () => rootOf(described, usn);
  const people = [...Object.entries(knownPeople), printer, ...manyPeople(count, managers)];
  const slapd = await startSlapd({
    suffix,
    certificate,
    ...(at === undefined ? {} : { at }),
    root: root(),
    rootAccess: `access to dn.base="" by dn.exact="${rootlessDn}" none by * read`,
    access: [`access to * by dn.exact="${blindDn}" none by * break`],
    entries: domainEntries(
      described,
      [readerDn, blindDn, rootlessDn].map((dn) => accountEntry(dn, password)),
      people,
    ),
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
      await modify(serviceDnOf(described), { invocationId: idOf('dc1 restored') });
      await slapd.restart(root());
    },
  };
};
