import {
  constants,
  createHash,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { badParameter, notEmulated } from './errors.ts';

const oaepHash: Readonly<Record<string, string>> = { 'RSA-OAEP': 'sha1', 'RSA-OAEP-256': 'sha256' };

const oaep = (key: KeyObject, algorithm: string) => {
  const hash = oaepHash[algorithm];
  if (hash === undefined) throw notEmulated(`the encryption algorithm ${algorithm}`);
  return { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash };
};

/** Wraps or encrypts; throws BadParameter for more bytes than the padding leaves room for. */
export function encrypt(privateKey: KeyObject, algorithm: string, value: Buffer): Buffer {
  const key = oaep(createPublicKey(privateKey), algorithm);
  try {
    return publicEncrypt(key, value);
  } catch {
    throw badParameter('The value is too long for the key and the algorithm.');
  }
}

/** Unwraps or decrypts; throws BadParameter for what this key and algorithm did not encrypt. */
export function decrypt(privateKey: KeyObject, algorithm: string, value: Buffer): Buffer {
  const key = oaep(privateKey, algorithm);
  try {
    return privateDecrypt(key, value);
  } catch {
    throw badParameter('The parameter is incorrect: the value cannot be decrypted with this key.');
  }
}

/** DigestInfo of RFC 8017, section 9.2, before the digest itself. */
const digestInfo: Readonly<Record<string, { readonly hash: string; readonly prefix: string }>> = {
  RS256: { hash: 'sha256', prefix: '3031300d060960864801650304020105000420' },
  RS384: { hash: 'sha384', prefix: '3041300d060960864801650304020205000430' },
  RS512: { hash: 'sha512', prefix: '3051300d060960864801650304020305000440' },
};

const padded = (algorithm: string, digest: Buffer): Buffer => {
  const known = digestInfo[algorithm];
  if (known === undefined) throw notEmulated(`the signature algorithm ${algorithm}`);
  if (digest.length !== createHash(known.hash).digest().length)
    throw badParameter(`The digest has the wrong length for ${algorithm}.`);
  return Buffer.concat([Buffer.from(known.prefix, 'hex'), digest]);
};

/** Signs a digest that the caller computed. */
export const signDigest = (privateKey: KeyObject, algorithm: string, digest: Buffer): Buffer =>
  privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, padded(algorithm, digest));

export function verifyDigest(
  privateKey: KeyObject,
  algorithm: string,
  digest: Buffer,
  signature: Buffer,
): boolean {
  const expected = padded(algorithm, digest);
  const key = { key: createPublicKey(privateKey), padding: constants.RSA_PKCS1_PADDING };
  try {
    return publicDecrypt(key, signature).equals(expected);
  } catch {
    return false;
  }
}
