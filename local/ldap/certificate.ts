import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** What openssl's `req` makes a key by. */
export const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate of nobody but itself, made by openssl in `folder`; `subjects` as `DNS:name` or `IP:address`. */
export const selfSigned = (folder: string, subjects: readonly string[], days: number): Certificate => {
  const certificate = { certificateFile: join(folder, 'self.pem'), keyFile: join(folder, 'self.key') };
  execFileSync(
    'openssl',
    [
      ['req', '-x509', ...newKey, '-keyout', certificate.keyFile, '-out', certificate.certificateFile],
      ['-days', String(days), '-subj', '/CN=self', '-addext', `subjectAltName=${subjects.join(',')}`],
    ].flat(),
    { stdio: 'pipe' },
  );
  return certificate;
};
