import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemClock } from '../../shared/kernel/clock.ts';
import { makeClientCertificate } from './entra/self-signed-certificate.ts';

/** What a deployment's scripts would put into Entra and the vault: made once for this machine, kept in `.local/`. */
export interface Credentials {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

export const ensureCredentials = (file: string): Credentials => {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Credentials;
  const { certificate, privateKey } = makeClientCertificate('switchboard-local', systemClock.now());
  const made = { certificate, privateKey };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
};

/** By the names that the settings and the composition root use. */
export const vaultSecrets = (credentials: Credentials): Readonly<Record<string, string>> => ({
  'entra-app-certificate': credentials.certificate + credentials.privateKey,
});
