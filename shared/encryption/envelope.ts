import { createCipheriv, createDecipheriv } from 'node:crypto';

/**
 * AES-256-GCM with a random 96-bit nonce: version byte, key number (2 bytes), nonce, ciphertext, tag.
 * The associated data binds tenant, kind and id, so that a row copied elsewhere does not open.
 */
const version = 1;
const headLength = 3;
export const nonceLength = 12;
const tagLength = 16;

export const sealWith = (
  key: Uint8Array,
  keyNumber: number,
  nonce: Uint8Array,
  associated: string,
  plain: Uint8Array,
): Uint8Array => {
  const head = Buffer.from([version, keyNumber >> 8, keyNumber & 0xff]);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.concat([head, Buffer.from(associated)]));
  return Buffer.concat([head, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

export const keyNumberOf = (sealed: Uint8Array): number => {
  if (sealed[0] !== version || sealed.length < headLength + nonceLength + tagLength) {
    throw new Error('not a sealed value');
  }
  return ((sealed[1] ?? 0) << 8) | (sealed[2] ?? 0);
};

export const openWith = (key: Uint8Array, associated: string, sealed: Uint8Array): Uint8Array => {
  keyNumberOf(sealed);
  const head = sealed.subarray(0, headLength);
  const nonce = sealed.subarray(headLength, headLength + nonceLength);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(Buffer.concat([head, Buffer.from(associated)]));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
  const body = sealed.subarray(headLength + nonceLength, sealed.length - tagLength);
  return Buffer.concat([decipher.update(body), decipher.final()]);
};
