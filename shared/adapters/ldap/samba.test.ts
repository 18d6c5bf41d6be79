import { readFileSync } from 'node:fs';
import { Attribute, Change, Client } from 'ldapts';
import { describe, expect, it } from 'vitest';
import type { Attributes } from '../../../local/ldap/ldif.ts';
import { ctx } from '../../../tests/support/ldap/context.ts';
import { directoryContract, readerOf } from '../../../tests/support/ldap/directory-contract.ts';
import {
  dnOf,
  domain,
  knownPeople,
  manyPeople,
  peopleDn,
  suffix,
} from '../../../tests/support/ldap/people.ts';
import { parseNetwork } from '../../kernel/ip-network.ts';
import type { ActiveDirectorySettings, LdapSecurity } from '../../sources/active-directory.ts';

/** Set by tests/support/ldap/samba.sh, which starts the controller. */
const {
  SWITCHBOARD_TEST_SAMBA_CERTIFICATE: certificateFile = '',
  SWITCHBOARD_TEST_SAMBA_PASSWORD: password = '',
  SWITCHBOARD_TEST_SAMBA_ADMIN: adminPassword = '',
} = process.env;
const isThere = certificateFile !== '';
const needed = isThere ? '' : ' — skipped: needs a domain controller (npm run test:samba)';
const certificate = isThere ? readFileSync(certificateFile, 'utf8') : '';
const many = 2500;

const settings = (security: LdapSecurity): ActiveDirectorySettings => ({
  server: `dc1.${domain}`,
  security,
  domain,
  userName: 'reader',
  trustedCertificates: certificate,
});
const access = {
  password,
  allowedNetworks: [parseNetwork('127.0.0.0/8')].filter((network) => network !== undefined),
  lookup: () => Promise.resolve(['127.0.0.1']),
};

const openAdministrator = async (): Promise<Client> => {
  const tlsOptions = { ca: [certificate], servername: `dc1.${domain}` };
  const client = new Client({ url: 'ldaps://127.0.0.1', tlsOptions });
  await client.bind(`Administrator@${domain}`, adminPassword);
  return client;
};

/** As the people of people.ts in a domain: the controller adds keys and numbers of changes itself. */
const fill = async (client: Client): Promise<void> => {
  await client.add(peopleDn, { objectClass: 'organizationalUnit', ou: 'Leute' });
  // The boss is the first, as others name him; the attributes of Exchange are not in Samba's schema.
  for (const [index, [cn, attributes]] of [...Object.entries(knownPeople), ...manyPeople(many)].entries()) {
    const all: Attributes = { objectClass: 'user', sAMAccountName: `p${index}`, ...attributes };
    await client.add(
      dnOf(cn),
      Object.entries(all).map(
        ([type, value]) =>
          new Attribute({
            type,
            values: (Array.isArray(value)
              ? value
              : [Buffer.isBuffer(value) ? value : String(value)]) as string[],
          }),
      ),
    );
  }
};

directoryContract(
  `a domain controller of Samba${needed}`,
  async () => {
    const administrator = await openAdministrator();
    await fill(administrator);
    return {
      ...access,
      settings,
      many,
      // Over an open line the controller takes no password.
      securities: ['ldaps', 'starttls'],
      change: (cn, changes) =>
        administrator.modify(
          dnOf(cn),
          Object.entries(changes).map(
            ([type, value]) =>
              new Change({
                operation: 'replace',
                modification: new Attribute({ type, values: value === null ? [] : [value] }),
              }),
          ),
        ),
      close: () => administrator.unbind(),
    };
  },
  !isThere,
);

describe.skipIf(!isThere)(`[S2] signing in to a domain controller of Samba${needed}`, () => {
  const probe = (changed: Partial<ActiveDirectorySettings>, secret = password) =>
    readerOf({ ...access, password: secret }).probe(ctx, { ...settings('ldaps'), ...changed });

  it.each([
    ['a name alone', { userName: 'reader' }],
    ['user@domain', { userName: `reader@${domain}` }],
    ['DOMAIN\\user', { userName: 'FIRMA\\reader' }],
    ['the name beside a NetBIOS name', { userName: 'reader', userDomain: 'FIRMA' }],
    ['a distinguished name', { userName: `CN=reader,CN=Users,${suffix}` }],
  ])('is done by %s', async (_, changed) => {
    expect(await probe(changed)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['disabled', 'account-disabled', 'ldap-49-533'],
    ['renew', 'password-expired', 'ldap-49-773'],
    ['expired', 'account-disabled', 'ldap-49-701'],
    ['nobody', 'wrong-credentials', expect.stringMatching(/^ldap-49-52[5e]$/)],
  ])('tells of the account %s', async (userName, reason, code) => {
    expect(await probe({ userName })).toEqual({ ok: false, error: { type: 'source-refused', reason, code } });
  });

  it('tells of an account that is locked', async () => {
    for (let attempt = 1; attempt <= 4; attempt++) {
      expect(await probe({ userName: 'locked' }, 'falsch')).toMatchObject({
        error: { reason: 'wrong-credentials' },
      });
    }
    expect(await probe({ userName: 'locked' })).toEqual({
      ok: false,
      error: { type: 'source-refused', reason: 'account-locked', code: 'ldap-49-775' },
    });
  });

  it('is refused over a line without TLS', async () => {
    expect(await probe({ security: 'plain' })).toEqual({
      ok: false,
      error: { type: 'source-refused', reason: 'unreachable', code: 'ldap-8' },
    });
  });
});
