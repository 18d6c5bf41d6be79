import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.ts';
import type { Certificate } from './certificate.ts';
import { type LdifEntry, toLdif } from './ldif.ts';

/** Debian keeps `sbin` out of the path of people who are not root. */
const programFolders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
const programAt = (name: string): string | undefined =>
  programFolders.map((folder) => join(folder, name)).find((path) => existsSync(path));
const binary = programAt('slapd');
const modules = ['/usr/lib/ldap', '/usr/lib64/openldap', '/usr/lib/openldap'].find((path) =>
  existsSync(path),
);

export const hasSlapd = binary !== undefined && modules !== undefined && programAt('openssl') !== undefined;
/** How to get what is missing. */
export const slapdMissing = 'needs slapd (apt-get install slapd openssl)';
/** For the names of tests that are skipped. */
export const slapdNeeded = hasSlapd ? '' : ` — skipped: ${slapdMissing}`;

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
  /** Made anew, and removed at the end; one below the system's temporary folder unless told. */
  readonly folder?: string;
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

/** slapd ends with whoever holds the other end of its standard input, however that one ends. */
const endsWithUs = `
exec 3<&0 </dev/null
"$0" "$@" 3<&- & slapd=$!
(cat <&3 >/dev/null; kill $slapd) &
exec 3<&-
wait $slapd`;

/** A real slapd as whoever runs this, on this machine. */
export const startSlapd = async (options: SlapdOptions): Promise<Slapd> => {
  if (binary === undefined || modules === undefined) throw new Error(slapdMissing);
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'switchboard-slapd-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(folder, name);
  // Debian's AppArmor profile keeps the program at its path out of temporary folders.
  copyFileSync(binary, file('slapd'));
  mkdirSync(file('data'));
  writeFileSync(file('slapd.conf'), configuration(options, folder, modules));
  writeFileSync(file('root.ldif'), toLdif([{ dn: '', attributes: options.root ?? {} }]));
  writeFileSync(file('entries.ldif'), toLdif(options.entries));
  execFileSync(file('slapd'), ['-Tadd', '-q', '-f', file('slapd.conf'), '-l', file('entries.ldif')], {
    stdio: 'pipe',
  });
  const { address, ldapPort, ldapsPort } = options.at ?? {
    address: '127.0.0.1',
    ldapPort: await freePort(0),
    ldapsPort: await freePort(0),
  };
  const urls = `ldap://${address}:${ldapPort} ldaps://${address}:${ldapsPort}`;
  const start = async () => {
    const command = [file('slapd'), '-h', urls, '-f', file('slapd.conf'), '-d', '0'];
    const child = spawn('sh', ['-c', endsWithUs, ...command], { stdio: ['pipe', 'ignore', 'ignore'] });
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
  moduleFolder: string,
): string => `
include ${fileURLToPath(new URL('ad.schema', import.meta.url))}
modulepath ${moduleFolder}
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
    child.stdin?.end();
  });
