import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasSlapd } from '../../local/ldap/slapd.ts';
import { makeActiveDirectory } from '../../shared/adapters/ldap/active-directory.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { parseNetwork } from '../../shared/kernel/ip-network.ts';
import { controllerName, password, readerDn, startAdLikeSlapd } from '../support/ldap/ad-like-slapd.ts';
import { makeAuthority } from '../support/ldap/certificates.ts';
import { ctx } from '../support/ldap/context.ts';
import { domain } from '../support/ldap/people.ts';
import { cpuMs, print } from './line.ts';
import { peakMemory } from './peak-memory.ts';

/** Read from a real slapd over LDAPS, and mapped. Without managers: slapd, other than Active Directory, has no index of names. */
const count = 20_000;

if (!hasSlapd) {
  process.stderr.write('ldap: skipped, as slapd is not installed (apt-get install slapd)\n');
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'switchboard-bench-'));
const authority = makeAuthority(folder);
const slapd = await startAdLikeSlapd(authority.issue('dc1', [`DNS:${controllerName}`]), count, {
  managers: false,
});
try {
  const reader = makeActiveDirectory({
    clock: systemClock,
    allowPlain: false,
    allowedNetworks: [parseNetwork('127.0.0.1')].filter((network) => network !== undefined),
    lookup: () => Promise.resolve(['127.0.0.1']),
  });
  const settings = {
    server: controllerName,
    port: slapd.ldapsPort,
    domain,
    userName: readerDn,
    trustedCertificates: authority.trusted,
    password,
  };
  const read = async (link?: string) => {
    let people = 0;
    let next: string | undefined;
    for await (const page of reader.readPeople(ctx, settings, link)) {
      if (!page.ok) throw new Error(JSON.stringify(page.error));
      people += page.value.changed.length;
      next = page.value.link;
    }
    return { people, next };
  };
  const { next } = await read();
  let people = 0;
  let from = performance.now();
  const cpu = await cpuMs(async () => {
    people = (await read()).people;
  });
  const seconds = (performance.now() - from) / 1000;
  print({ name: 'LDAP: entries read', measured: people / seconds, unit: 'entries/s' });
  print({ name: 'LDAP: CPU of ours per entry', measured: (cpu * 1000) / people, unit: 'µs' });
  print({ name: 'LDAP: peak memory of a full read', measured: await peakMemory(() => read()), unit: 'MiB' });
  from = performance.now();
  await read(next);
  print({ name: 'LDAP: re-read without changes', measured: performance.now() - from, unit: 'ms' });
} finally {
  await slapd.stop();
  rmSync(folder, { recursive: true });
}
