import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namingContextOf } from '../../shared/sources/active-directory.ts';
import { freePort } from '../free-port.ts';
import { onPremisesDomain, onPremisesPeople } from '../seed/on-premises.ts';
import { selfSigned } from './certificate.ts';
import { accountEntry, type Domain, domainEntries, rootOf } from './domain-entries.ts';
import { hasSlapd, slapdMissing, startSlapd } from './slapd.ts';

/** An Active Directory of the seeded company, on this machine. */
export interface SeededDirectory {
  readonly url: string;
  /** What an administrator types to have it read: the body of `POST /v1/sources`. */
  readonly source: {
    readonly kind: 'active-directory';
    readonly settings: {
      readonly server: string;
      readonly port: number;
      readonly domain: string;
      readonly userName: string;
      readonly trustedCertificates: string;
    };
    readonly password: string;
  };
  stop(): Promise<void>;
}

/** Why there is none. */
export interface NoDirectory {
  readonly missing: string;
}

const suffix = namingContextOf(onPremisesDomain);
const domain: Domain = { suffix, controller: `dc1.${onPremisesDomain}`, peopleDn: `OU=Personal,${suffix}` };
const reader = { dn: `CN=Switchboard,${suffix}`, password: 'Nur-auf-diesem-Rechner-1' };
/** Outlives what is kept of a stack: sources name it as the one that is trusted. */
const certificateDays = 3650;

/**
 * A real slapd with the seeded people, over LDAPS, where one is installed; its data is made anew by each start, always
 * the same. Nothing stands in for it where it is not.
 */
export const startSeededDirectory = async (
  stateDir: string,
  port: number,
): Promise<SeededDirectory | NoDirectory> => {
  if (!hasSlapd) return { missing: slapdMissing };
  try {
    const folder = join(stateDir, 'ldap');
    const certificateFile = join(folder, 'self.pem');
    mkdirSync(folder, { recursive: true });
    const certificate = existsSync(certificateFile)
      ? { certificateFile, keyFile: join(folder, 'self.key') }
      : selfSigned(folder, ['IP:127.0.0.1', 'DNS:localhost'], certificateDays);
    const slapd = await startSlapd({
      folder: join(folder, 'slapd'),
      suffix,
      certificate,
      root: rootOf(domain, 5000),
      entries: domainEntries(domain, [accountEntry(reader.dn, reader.password)], onPremisesPeople),
      at: { address: '127.0.0.1', ldapPort: await freePort(0), ldapsPort: port },
    });
    return {
      url: `ldaps://127.0.0.1:${port}`,
      source: {
        kind: 'active-directory',
        settings: {
          server: '127.0.0.1',
          port,
          domain: onPremisesDomain,
          userName: reader.dn,
          trustedCertificates: readFileSync(certificateFile, 'utf8'),
        },
        password: reader.password,
      },
      stop: slapd.stop,
    };
  } catch (error) {
    return { missing: `slapd did not start: ${error instanceof Error ? error.message : String(error)}` };
  }
};
