import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../local/free-port.ts';
import { selfSigned } from '../../../local/ldap/certificate.ts';
import { hasSlapd, slapdNeeded, startSlapd } from '../../../local/ldap/slapd.ts';
import {
  type AdLikeSlapd,
  blindDn,
  controllerName,
  password,
  readerDn,
  rootlessDn,
  startAdLikeSlapd,
} from '../../../tests/support/ldap/ad-like-slapd.ts';
import { type Authority, makeAuthority } from '../../../tests/support/ldap/certificates.ts';
import { ctx } from '../../../tests/support/ldap/context.ts';
import { directoryContract, read, readerOf } from '../../../tests/support/ldap/directory-contract.ts';
import { domain, suffix } from '../../../tests/support/ldap/people.ts';
import { parseNetwork } from '../../kernel/ip-network.ts';
import type { ActiveDirectorySettings, LdapSecurity } from '../../sources/active-directory.ts';

const loopback = [parseNetwork('127.0.0.0/8')].filter((network) => network !== undefined);
const lookup = (name: string) =>
  name === controllerName
    ? Promise.resolve(['127.0.0.1'])
    : Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }));

let folder: string;
let authority: Authority;
const begin = () => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-ldap-'));
  authority = makeAuthority(folder);
};
const subjects = [`DNS:${controllerName}`];

const settingsOf = (slapd: AdLikeSlapd, security: LdapSecurity): ActiveDirectorySettings => ({
  server: controllerName,
  port: security === 'ldaps' ? slapd.ldapsPort : slapd.ldapPort,
  security,
  domain,
  userName: readerDn,
  trustedCertificates: authority.trusted,
});

directoryContract(
  `slapd${slapdNeeded}`,
  async () => {
    begin();
    const slapd = await startAdLikeSlapd(authority.issue('dc1', subjects), 2500);
    return {
      settings: (security) => settingsOf(slapd, security),
      password,
      allowedNetworks: loopback,
      lookup,
      securities: ['ldaps', 'starttls', 'plain'],
      many: 2500,
      change: slapd.change,
      close: async () => {
        await slapd.stop();
        rmSync(folder, { recursive: true });
      },
    };
  },
  !hasSlapd,
);

describe.skipIf(!hasSlapd)(`[S2] what stands in the way of a directory${slapdNeeded}`, () => {
  let slapd: AdLikeSlapd;
  const access = { password, allowedNetworks: loopback, lookup };
  beforeAll(async () => {
    begin();
    slapd = await startAdLikeSlapd(authority.issue('dc1', subjects), 0);
  });
  afterAll(async () => {
    await slapd?.stop();
    rmSync(folder, { recursive: true });
  });
  const probe = (changed: Partial<ActiveDirectorySettings>, deps: Parameters<typeof readerOf>[1] = {}) =>
    readerOf(access, deps).probe(ctx, { ...settingsOf(slapd, 'ldaps'), ...changed });
  const refused = (reason: string, code?: string) => ({
    ok: false,
    error: { type: 'source-refused', reason, ...(code === undefined ? {} : { code }) },
  });

  it('is a right that the user does not have, whatever the server calls that', async () => {
    expect(await probe({ userName: blindDn })).toEqual(refused('no-right-to-read'));
    expect(await probe({ userName: rootlessDn })).toEqual(refused('no-right-to-read', 'root-dse'));
    // The base can be seen, and nobody in it.
    expect(await probe({ baseDn: readerDn })).toEqual(refused('no-right-to-read', 'nobody'));
    await expect(read(readerOf(access), { ...settingsOf(slapd, 'ldaps'), baseDn: readerDn })).rejects.toThrow(
      'nobody',
    );
  });

  it('is a server that is not there', async () => {
    expect(await probe({ port: await freePort(0) })).toEqual(refused('unreachable', 'ECONNREFUSED'));
    expect(await probe({ server: 'nirgends.example' })).toEqual(refused('unreachable', 'ENOTFOUND'));
    expect(await probe({ port: slapd.ldapPort })).toMatchObject(refused('unreachable'));
    expect(await probe({ port: slapd.ldapsPort, security: 'starttls' })).toMatchObject(
      refused('unreachable'),
    );
  });

  it('is a name that takes too long to resolve', async () => {
    const slow = { lookup: () => new Promise<never>(() => {}), connectMs: 20 };
    expect(await probe({}, slow)).toEqual(refused('unreachable', 'EAI_AGAIN'));
  });

  it('is an address that may not be called', async () => {
    const allowedNetworks: [] = [];
    expect(await probe({}, { allowedNetworks })).toEqual(refused('address-not-allowed'));
    expect(await probe({ server: '127.0.0.1' }, { allowedNetworks })).toEqual(refused('address-not-allowed'));
    expect(await probe({ server: '0x7f000001' }, { allowedNetworks })).toEqual(
      refused('address-not-allowed'),
    );
    expect(await probe({ server: '[::ffff:127.0.0.1]' }, { allowedNetworks })).toEqual(
      refused('address-not-allowed'),
    );
    expect(await probe({ server: '169.254.169.254' })).toEqual(refused('address-not-allowed'));
  });

  it('is plain text where the operator does not allow it', async () => {
    const plain = settingsOf(slapd, 'plain');
    expect(await probe(plain, { allowPlain: false })).toEqual(refused('address-not-allowed', 'plain'));
  });

  it.each([
    ['expired', 'expired', () => authority.issue('expired', subjects, -1)],
    ['of another name', 'wrong-name', () => authority.issue('other', ['DNS:other.example'])],
    ['self-signed', 'self-signed', () => selfSigned(folder, subjects, 1)],
  ])('is a certificate that is %s, over LDAPS and StartTLS alike', async (_, code, make) => {
    const other = await startSlapd({ suffix, certificate: make(), entries: [] });
    try {
      expect(await probe({ port: other.ldapsPort })).toEqual(refused('certificate', code));
      expect(await probe({ port: other.ldapPort, security: 'starttls' })).toEqual(
        refused('certificate', code),
      );
    } finally {
      await other.stop();
    }
  });

  it('is no certificate that names the address by which the server is called', async () => {
    const certificate = authority.issue('address', [...subjects, 'IP:127.0.0.1']);
    const byAddress = await startSlapd({ suffix, certificate, entries: [] });
    try {
      // It gets as far as the sign-in.
      expect(await probe({ server: '127.0.0.1', port: byAddress.ldapsPort })).toMatchObject(
        refused('wrong-credentials'),
      );
      expect(await probe({ server: '127.0.0.1' })).toEqual(refused('certificate', 'wrong-name'));
    } finally {
      await byAddress.stop();
    }
  });

  it('is a certificate of an authority that nobody named', async () => {
    const { trustedCertificates: _, ...settings } = settingsOf(slapd, 'ldaps');
    expect(await readerOf(access).probe(ctx, settings)).toEqual(refused('certificate', 'not-trusted'));
  });

  it('is a controller restored from a backup: its numbers mean something else', async () => {
    const settings = settingsOf(slapd, 'ldaps');
    const link = (await read(readerOf(access), settings)).at(-1)?.link;
    await slapd.restore();
    await expect(read(readerOf(access), settings, link)).rejects.toThrow('link-expired');
  });

  it('is another controller under the same name: then the one of the link is asked', async () => {
    const names = [...subjects, 'DNS:dc2.firma.example', `DNS:${domain}`];
    const certificate = authority.issue('both', names);
    const one = await startAdLikeSlapd(certificate, 0);
    const { ldapPort, ldapsPort } = one;
    const at = { address: '127.0.0.2', ldapPort, ldapsPort };
    const two = await startAdLikeSlapd(certificate, 0, { name: 'dc2.firma.example', at });
    // The settings name the domain, which leads to one controller today and to the other tomorrow.
    let today = '127.0.0.1';
    const addresses = (name: string) => (name === domain ? Promise.resolve([today]) : lookup(name));
    const reader = readerOf({ ...access, lookup: addresses });
    const settings = { ...settingsOf(one, 'ldaps'), server: domain };
    try {
      const link = (await read(reader, settings)).at(-1)?.link ?? '';
      today = '127.0.0.2';
      const [changes] = await read(reader, settings, link);
      expect(changes).toEqual({ changed: [], removed: [], link });
      // Pinned by the settings it is the only one that may answer.
      await expect(read(reader, { ...settings, controller: domain }, link)).rejects.toThrow('link-expired');
      await one.stop();
      await expect(read(reader, settings, link)).rejects.toThrow('link-expired');
      expect((await read(reader, settings)).at(-1)?.link).toContain('dc2');
    } finally {
      await one.stop();
      await two.stop();
    }
  });
});
