import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { Clock } from '../../../shared/kernel/clock.ts';

/** A key pair as Google signs with; `kid` names it in the key set. */
export interface GoogleKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const makeGoogleKey = (kid: string): GoogleKey => ({
  kid,
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }),
});

export const keySetOf = ({ kid, publicKey }: GoogleKey) => ({
  keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }],
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token that Pub/Sub pushes with; `claims` stand in for its own, undefined leaves one out. */
export const pushToken = (
  { kid, privateKey }: GoogleKey,
  of: { readonly audience: string; readonly account: string; readonly clock: Clock },
  claims: Readonly<Record<string, unknown>> = {},
): string => {
  const now = Math.floor(of.clock.now() / 1000);
  const all = {
    iss: 'https://accounts.google.com',
    aud: of.audience,
    sub: '100000000000000000001',
    azp: '100000000000000000001',
    email: of.account,
    email_verified: true,
    iat: now,
    exp: now + 3600,
    ...claims,
  };
  const content = `${part({ alg: 'RS256', kid, typ: 'JWT' })}.${part(all)}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
};

/** The key of a service account, as the console gives it out once: JSON. */
export const makeServiceAccountKey = (email: string): string => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return JSON.stringify({
    type: 'service_account',
    project_id: 'switchboard-local',
    private_key_id: 'local-1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: email,
    token_uri: 'https://oauth2.googleapis.com/token',
  });
};

/** What Google knows of the account that has this key. */
export const serviceAccountOf = (keyFile: string) => {
  const { private_key: privateKey, client_email: email } = JSON.parse(keyFile) as Record<string, string>;
  const publicKey = createPublicKey(privateKey ?? '');
  return {
    keyFile,
    /** Whether an assertion of RFC 7523 is this account's, for Google's token endpoint, and has not ended. */
    hasSigned: (assertion: string, clock: Clock): boolean => {
      const [header = '', payload = '', signature = ''] = assertion.split('.');
      const content = Buffer.from(`${header}.${payload}`);
      if (!verify('sha256', content, publicKey, Buffer.from(signature, 'base64url'))) return false;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
      return (
        claims['iss'] === email &&
        claims['aud'] === 'https://oauth2.googleapis.com/token' &&
        Number(claims['exp']) * 1000 > clock.now()
      );
    },
  };
};

export type ServiceAccount = ReturnType<typeof serviceAccountOf>;
