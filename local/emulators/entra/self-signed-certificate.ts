import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A client certificate for the app registration, as a developer would upload one. */
export interface ClientCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** Hex, as msal-node wants it. */
  readonly thumbprintSha256: string;
}

const der = (tag: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(content);
  const hex = body.length.toString(16);
  const long = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const length = body.length < 128 ? Buffer.from([body.length]) : Buffer.from([0x80 | long.length, ...long]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
const sequence = (...content: readonly Uint8Array[]): Uint8Array => der(0x30, ...content);
const utcTime = (ms: number): Uint8Array => {
  const iso = new Date(ms).toISOString().replaceAll(/[-:T]/g, '');
  return der(0x17, Buffer.from(`${iso.slice(2, 14)}Z`));
};

/** 1.2.840.113549.1.1.11 with NULL parameters: sha256WithRSAEncryption. */
const algorithm = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05));

/** A self-signed RSA certificate (X.509 v3, no extensions), valid for a year around `now` (epoch ms). */
export function makeClientCertificate(commonName: string, now: number): ClientCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  // 2.5.4.3: commonName
  const attribute = sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(commonName)));
  const name = sequence(der(0x31, attribute));
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
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey));
  const raw = Buffer.from(sequence(content, algorithm, signature));
  const lines = raw.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    thumbprintSha256: createHash('sha256').update(raw).digest('hex'),
  };
}
