import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemClock } from '../../shared/kernel/clock.ts';
import { makeStoreCredentials, type StoreCredentials, stackApp } from './app-stores/stack-app.ts';
import { makeClientCertificate } from './entra/self-signed-certificate.ts';

/** What a deployment's scripts would put into Entra and the vault: made once for this machine, kept in `.local/`. */
export interface Credentials {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** What the app stores sign with. */
  readonly stores: StoreCredentials;
}

export const ensureCredentials = (file: string): Credentials => {
  // One that an older version made may lack what was not needed then.
  const known: Partial<Credentials> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const { certificate, privateKey, stores } = known;
  if (certificate !== undefined && privateKey !== undefined && stores?.serverKey !== undefined) {
    return { certificate, privateKey, stores };
  }
  const now = systemClock.now();
  const { thumbprintSha256: _unused, ...client } = makeClientCertificate('switchboard-local', now);
  const made = { ...client, ...known, stores: { ...makeStoreCredentials(now), ...stores } };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
};

/** By the names that the settings and the composition root use. */
export const vaultSecrets = (credentials: Credentials): Readonly<Record<string, string>> => ({
  'entra-app-certificate': credentials.certificate + credentials.privateKey,
  [stackApp.keyName]: credentials.stores.playKey,
  [stackApp.appleKeyName]: credentials.stores.serverKey,
});
