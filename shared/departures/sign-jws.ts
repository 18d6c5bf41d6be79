import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** A JWS in compact form over JSON claims. */
export type SignJws = (claims: Readonly<Record<string, unknown>>) => Promise<string>;

/** A public key as RFC 8037 says it. */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
}

/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410, 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

const base64url = (value: Uint8Array | string): string => Buffer.from(value).toString('base64url');

/** `seed`: 32 bytes that never change, the same in every instance: what it signed is verified for years. */
export const makeJwsSigner = (
  seed: () => Promise<Uint8Array>,
): { readonly sign: SignJws; readonly publicKey: () => Promise<PublicJwk> } => {
  const privateKey = async (): Promise<KeyObject> =>
    createPrivateKey({ key: Buffer.concat([pkcs8Head, await seed()]), format: 'der', type: 'pkcs8' });
  return {
    sign: async (claims) => {
      const key = await privateKey();
      const head = base64url(JSON.stringify({ alg: 'EdDSA', kid: jwkOf(key).kid }));
      const signed = `${head}.${base64url(JSON.stringify(claims))}`;
      return `${signed}.${base64url(sign(null, Buffer.from(signed), key))}`;
    },
    publicKey: async () => jwkOf(await privateKey()),
  };
};

/** Named by its thumbprint (RFC 7638). */
const jwkOf = (key: KeyObject): PublicJwk => {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const thumbprint = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest();
  return { kty: 'OKP', crv: 'Ed25519', x, kid: base64url(thumbprint), use: 'sig', alg: 'EdDSA' };
};

/** The claims of a JWS of our own, unverified. */
export const payloadOf = (jws: string): unknown =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
