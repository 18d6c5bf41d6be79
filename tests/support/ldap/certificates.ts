import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, newKey } from '../../../local/ldap/certificate.ts';

export interface Authority {
  /** PEM. */
  readonly trusted: string;
  /** A server's certificate for names and addresses; `days` below zero: one that has expired. */
  issue(name: string, subjects: readonly string[], days?: number): Certificate;
}

/** Certificates made by openssl in `folder`, with keys for this run only. */
export const makeAuthority = (folder: string): Authority => {
  const file = (name: string) => join(folder, name);
  const openssl = (...groups: readonly (readonly string[])[]) =>
    execFileSync('openssl', groups.flat(), { cwd: folder, stdio: 'pipe' });
  openssl(
    ['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2'],
    ['-subj', '/CN=Test authority', '-addext', 'keyUsage=critical,keyCertSign'],
  );
  writeFileSync(file('index.txt'), '');
  writeFileSync(
    file('ca.cnf'),
    `[ca]
default_ca = own
[own]
dir = ${folder}
new_certs_dir = ${folder}
database = ${file('index.txt')}
rand_serial = yes
certificate = ${file('ca.pem')}
private_key = ${file('ca.key')}
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`,
  );
  return {
    trusted: readFileSync(file('ca.pem'), 'utf8'),
    issue: (name, subjects, days = 1) => {
      const certificate = { certificateFile: file(`${name}.pem`), keyFile: file(`${name}.key`) };
      openssl(
        ['req', ...newKey, '-keyout', certificate.keyFile, '-out', file(`${name}.csr`)],
        ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${subjects.join(',')}`],
      );
      const at = (offset: number) =>
        new Date(Date.now() + offset * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '');
      openssl(
        ['ca', '-batch', '-notext', '-config', file('ca.cnf'), '-in', file(`${name}.csr`)],
        ['-out', certificate.certificateFile, '-startdate', at(Math.min(days, 0) - 1), '-enddate', at(days)],
      );
      return certificate;
    },
  };
};
