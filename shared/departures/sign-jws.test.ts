import { createPublicKey, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeJwsSigner, type PublicJwk, payloadOf } from './sign-jws.ts';

const seed = (fill: number) => async () => Buffer.alloc(32, fill);
const isSignedBy = (jws: string, key: PublicJwk): boolean => {
  const [head = '', payload = '', signature = ''] = jws.split('.');
  const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
  return verify(null, Buffer.from(`${head}.${payload}`), publicKey, Buffer.from(signature, 'base64url'));
};

it('signs what anyone can verify with the published key, and no other key', async () => {
  const signer = makeJwsSigner(seed(7));
  const jws = await signer.sign({ sub: 'tenant', rows: 3 });
  expect(payloadOf(jws)).toEqual({ sub: 'tenant', rows: 3 });
  const key = await signer.publicKey();
  expect(isSignedBy(jws, key)).toBe(true);
  expect(isSignedBy(jws, await makeJwsSigner(seed(8)).publicKey())).toBe(false);
  const head = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString());
  expect(head).toEqual({ alg: 'EdDSA', kid: key.kid });
});

it('shows a changed claim', async () => {
  const signer = makeJwsSigner(seed(7));
  const [head, , signature] = (await signer.sign({ rows: 3 })).split('.');
  const forged = `${head}.${Buffer.from('{"rows":0}').toString('base64url')}.${signature}`;
  expect(isSignedBy(forged, await signer.publicKey())).toBe(false);
});

// RFC 8037, appendix A.1 to A.3.
it('makes the key and the thumbprint of the standard’s example', async () => {
  const d = Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url');
  expect(await makeJwsSigner(async () => d).publicKey()).toEqual({
    kty: 'OKP',
    crv: 'Ed25519',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    use: 'sig',
    alg: 'EdDSA',
  });
});
