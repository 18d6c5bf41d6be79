import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Certificate } from './certificates.ts';
import { type LdifEntry, toLdif } from './ldif.ts';

const binary = '/usr/sbin/slapd';
const modules = '/usr/lib/ldap';

export const hasSlapd = existsSync(binary) && existsSync(modules);
/** For the names of tests that are skipped. */
export const slapdNeeded = hasSlapd ? '' : ' — skipped: needs slapd (apt-get install slapd)';

export interface SlapdOptions {
  readonly suffix: string;
  readonly entries: readonly LdifEntry[];
  /** What stands in the rootDSE beside slapd's own. */
  readonly root?: LdifEntry['attributes'];
  readonly certificate: Certificate;
  /** Lines of slapd.conf(5) on who may see the rootDSE; anybody unless told. */
  readonly rootAccess?: string;
  /** Lines that stand before what everybody who signed in may: read. */
  readonly access?: readonly string[];
  /** 127.0.0.1 and free ports unless told. */
  readonly at?: { readonly address: string; readonly ldapPort: number; readonly ldapsPort: number };
}

export interface Slapd {
  readonly ldapPort: number;
  readonly ldapsPort: number;
  /** Stops it, changes what stands in the rootDSE, and starts it again on the same ports and data. */
  restart(root: LdifEntry['attributes']): Promise<void>;
  stop(): Promise<void>;
}

export const adminPassword = 'admin';

/** A real slapd as whoever runs the tests, on this machine, with a folder of its own under the system's temporary one. */
export const startSlapd = async (options: SlapdOptions): Promise<Slapd> => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-slapd-'));
  const file = (name: string) => join(folder, name);
  // Debian's AppArmor profile keeps the program at its path out of temporary folders.
  copyFileSync(binary, file('slapd'));
  mkdirSync(file('data'));
  writeFileSync(file('slapd.conf'), configuration(options, folder));
  writeFileSync(file('root.ldif'), toLdif([{ dn: '', attributes: options.root ?? {} }]));
  writeFileSync(file('entries.ldif'), toLdif(options.entries));
  execFileSync(file('slapd'), ['-Tadd', '-q', '-f', file('slapd.conf'), '-l', file('entries.ldif')], {
    stdio: 'pipe',
  });
  const { address, ldapPort, ldapsPort } = options.at ?? {
    address: '127.0.0.1',
    ldapPort: await freePort(),
    ldapsPort: await freePort(),
  };
  const urls = `ldap://${address}:${ldapPort} ldaps://${address}:${ldapsPort}`;
  const start = async () => {
    const child = spawn(file('slapd'), ['-h', urls, '-f', file('slapd.conf'), '-d', '0'], {
      stdio: 'ignore',
    });
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    await listening(child, address, [ldapPort, ldapsPort]);
    return child;
  };
  let running = await start();
  return {
    ldapPort,
    ldapsPort,
    restart: async (root) => {
      await ended(running);
      writeFileSync(file('root.ldif'), toLdif([{ dn: '', attributes: root }]));
      running = await start();
    },
    stop: async () => {
      await ended(running);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const configuration = (
  { suffix, certificate, access = [], rootAccess = '' }: SlapdOptions,
  folder: string,
): string => `
include ${fileURLToPath(new URL('ad.schema', import.meta.url))}
modulepath ${modules}
moduleload back_mdb
pidfile ${folder}/slapd.pid
rootDSE ${folder}/root.ldif
TLSCertificateFile ${certificate.certificateFile}
TLSCertificateKeyFile ${certificate.keyFile}
${rootAccess}
access to * by * read
database mdb
suffix "${suffix}"
rootdn "cn=admin,${suffix}"
rootpw ${adminPassword}
directory ${folder}/data
maxsize 268435456
dbnosync
index objectGUID,objectCategory,uSNChanged,ownName eq
# As Active Directory's MaxPageSize: more than that in pages only.
limits * size.soft=1000 size.hard=1000 size.pr=1000 size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
${access.join('\n')}
access to * by users read by * none
`;

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject()));
    });
  });

/** Asks each port until it answers: slapd tells nobody when it is ready. */
const listening = async (child: ChildProcess, address: string, ports: readonly number[]): Promise<void> => {
  for (const port of ports) {
    while (!(await answers(address, port))) {
      if (child.exitCode !== null) throw new Error(`slapd ended with ${child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
};

const answers = (address: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
