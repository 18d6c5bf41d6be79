import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { AppleChain } from './apple-chain.ts';
import { makeAppleChain } from './apple-chain.ts';
import { makeServiceAccountKey } from './google-keys.ts';

/** The app of the embedded stack, as both stores know it. */
export const stackApp = {
  bundleId: 'example.switchboard.app',
  appId: 1_234_567_890,
  issuerId: '57246542-96fe-1a63-e053-0824d011072a',
  keyId: 'LOCALKEY01',
  appleKeyName: 'app-store-key',
  packageName: 'example.switchboard.app',
  keyName: 'google-play-key',
  pushAccount: 'play-push@switchboard-local.iam.gserviceaccount.com',
} as const;

/** What the stores sign with on this machine, as it is kept in a file. */
export interface StoreCredentials {
  readonly x5c: readonly string[];
  /** PEM, PKCS #8. */
  readonly appleKey: string;
  /** PEM, as a .p8 file holds it: what Apple's server API is asked with. */
  readonly serverKey: string;
  /** JSON of the service account's key. */
  readonly playKey: string;
}

export const makeServerKey = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

export const makeStoreCredentials = (now: number): StoreCredentials => {
  const { x5c, key } = makeAppleChain({ now });
  return {
    x5c,
    appleKey: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    serverKey: makeServerKey(),
    playKey: makeServiceAccountKey('play@switchboard-local.iam.gserviceaccount.com'),
  };
};

/** Base64 DER, for the setting. */
export const rootOf = ({ x5c }: Pick<StoreCredentials, 'x5c'>): string => x5c.at(-1) ?? '';

export const chainOf = (credentials: StoreCredentials): AppleChain => ({
  root: Buffer.from(rootOf(credentials), 'base64'),
  x5c: credentials.x5c,
  key: createPrivateKey(credentials.appleKey),
});
