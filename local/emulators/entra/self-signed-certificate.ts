import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { bitString, commonName, der, objectId, sequence, utcTime } from '../loopback/der.ts';

/** A client certificate for the app registration, as a developer would upload one. */
export interface ClientCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** Hex, as msal-node wants it. */
  readonly thumbprintSha256: string;
}

/** 1.2.840.113549.1.1.11 with NULL parameters: sha256WithRSAEncryption. */
const algorithm = sequence(objectId('2a864886f70d01010b'), der(0x05));

/** A self-signed RSA certificate (X.509 v3, no extensions), valid for a year around `now` (epoch ms). */
export function makeClientCertificate(subject: string, now: number): ClientCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = commonName(subject);
  const day = 24 * 60 * 60 * 1000;
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(utcTime(now - day), utcTime(now + 365 * day)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = bitString(sign('sha256', content, privateKey));
  const raw = Buffer.from(sequence(content, algorithm, signature));
  const lines = raw.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    thumbprintSha256: createHash('sha256').update(raw).digest('hex'),
  };
}
