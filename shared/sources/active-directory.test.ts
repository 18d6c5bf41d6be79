import { describe, expect, it } from 'vitest';
import {
  type ActiveDirectorySettings,
  activeDirectorySettingsSchema,
  endpointOf,
  namingContextOf,
} from './active-directory.ts';

const settings: ActiveDirectorySettings = {
  server: 'dc1.firma.local',
  domain: 'firma.local',
  userName: 'svc',
};
const problems = (changed: object) =>
  activeDirectorySettingsSchema
    .safeParse({ ...settings, ...changed })
    .error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [];

describe('[S2] the settings of an Active Directory', () => {
  it.each([
    [{}, { host: 'dc1.firma.local', port: 636, security: 'ldaps' }],
    [{ server: 'ldap://dc1.firma.local/' }, { host: 'dc1.firma.local', port: 389, security: 'starttls' }],
    [{ server: 'LDAPS://dc1' }, { host: 'dc1', port: 636, security: 'ldaps' }],
    [{ server: 'dc1:3269' }, { host: 'dc1', port: 3269, security: 'ldaps' }],
    [
      { server: 'ldap://10.0.0.5', security: 'plain' },
      { host: '10.0.0.5', port: 389, security: 'plain' },
    ],
    [
      { security: 'starttls', port: 1389 },
      { host: 'dc1.firma.local', port: 1389, security: 'starttls' },
    ],
    [{ server: 'ldaps://[fd12::1]:1636' }, { host: 'fd12::1', port: 1636, security: 'ldaps' }],
    [{ server: 'fd12::1' }, { host: 'fd12::1', port: 636, security: 'ldaps' }],
    [{ server: 'firma.local.' }, { host: 'firma.local', port: 636, security: 'ldaps' }],
  ] as const)('%j leads to %j', (changed, endpoint) => {
    expect(problems(changed)).toEqual([]);
    expect(endpointOf({ ...settings, ...changed })).toEqual(endpoint);
  });

  it.each([
    'http://dc1.firma.local',
    'ldap://user:secret@dc1',
    'ldap://dc1/DC=firma',
    'ldap://dc1?cn',
    'dc1 dc2',
    'dc1:0',
    'dc1:65536',
    '',
    '-dc1',
    'ldap://',
    'dc\n1',
    '[fd12::1',
  ])('refuse %j as a server', (server) => {
    expect(problems({ server })).toEqual([['server', 'ldap-server']]);
  });

  it('lose the blanks that were copied with a name', () => {
    const typed = { domain: ' firma.local ', userName: 'svc ', userDomain: '\tFIRMA', baseDn: ' OU=Werk ' };
    expect(activeDirectorySettingsSchema.parse({ ...settings, ...typed })).toMatchObject({
      domain: 'firma.local',
      userName: 'svc',
      userDomain: 'FIRMA',
      baseDn: 'OU=Werk',
    });
  });

  it('refuse what does not go together, and what is no name', () => {
    expect(problems({ server: 'ldaps://dc1', security: 'starttls' })).toEqual([
      ['security', 'ldap-security'],
    ]);
    expect(problems({ server: 'ldap://dc1', security: 'ldaps' })).toEqual([['security', 'ldap-security']]);
    expect(problems({ domain: 'firma.local,DC=x' })).toEqual([['domain', 'dns-name']]);
    expect(problems({ userDomain: 'x)(cn=*' })).toEqual([['userDomain', 'dns-name']]);
    expect(problems({ controller: 'dc1/x' })).toEqual([['controller', 'dns-name']]);
    expect(problems({ userName: 'a\0b' })).toHaveLength(1);
    expect(problems({ password: 'secret' })).toHaveLength(1);
  });

  it.each([
    '',
    'x',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
  ])('refuse %j as a certificate', (trustedCertificates) => {
    expect(problems({ trustedCertificates })).toEqual([['trustedCertificates', 'pem-certificate']]);
  });

  it('name the domain’s naming context', () => {
    expect(namingContextOf('ad.firma.local.')).toBe('DC=ad,DC=firma,DC=local');
  });
});
