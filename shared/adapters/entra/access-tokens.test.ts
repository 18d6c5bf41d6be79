import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeAccessTokens } from './access-tokens.ts';
import { makeSigningKeys } from './signing-keys.ts';

const tid = '3b7c1e2a-0000-4000-8000-00000000000a';
const otherTid = '3b7c1e2a-0000-4000-8000-00000000000b';
const oid = '7d1f0000-0000-4000-8000-000000000001';
const audience = '5b1c8a52-7f0d-4c1e-9a35-2f6f2f1f5a01';
const template = 'https://login.microsoftonline.com/{tenantid}/v2.0';
const nowSeconds = 1_800_000_000;

const userClaims = {
  iss: template.replace('{tenantid}', tid),
  aud: audience,
  tid,
  oid,
  sub: 'pairwise',
  ver: '2.0',
  nbf: nowSeconds,
  exp: nowSeconds + 3600,
  azp: audience,
  azpacr: '0',
  scp: 'access_as_user',
  roles: ['Admin'],
};
const { scp: _, ...withoutScope } = userClaims;
const appClaims = { ...withoutScope, sub: oid, azpacr: '1', roles: ['Reader'] };

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let pair: Pair;
let stranger: Pair;
let keySet: { keys: unknown[] };

beforeAll(async () => {
  pair = await generateKeyPair('RS256', { extractable: true });
  stranger = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(pair.publicKey)), use: 'sig' };
  keySet = {
    keys: [
      { ...jwk, kid: 'k1', issuer: template },
      { ...jwk, kid: 'of-another-tenant', issuer: template.replace('{tenantid}', otherTid) },
      { ...jwk, kid: 'without-issuer' },
    ],
  };
});

const sign = (
  claims: Record<string, unknown> = userClaims,
  header: Record<string, unknown> = {},
  key = pair,
) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'k1', ...header })
    .sign(key.privateKey);

const judge = (token: string | null, atSeconds = nowSeconds) =>
  judgeHeader(token === null ? null : `Bearer ${token}`, atSeconds);

/** `published` is what Entra's key set is at that moment. */
const judgeHeader = async (
  authorization: string | null,
  atSeconds = nowSeconds,
  published: () => Promise<Response> = async () => Response.json(keySet),
) => {
  const clock = { now: () => atSeconds * 1000 };
  const keys = makeSigningKeys({
    keySetUrl: 'https://keys.example',
    clock,
    fetch: published,
  });
  const authenticate = makeAccessTokens({
    keys,
    clock,
    audiences: [audience, `api://${audience}`],
    issuer: template,
  });
  const result = await authenticate(authorization);
  if (result.ok) return result.value;
  return result.error.type === 'unauthenticated' ? result.error.reason : result.error.type;
};

describe('a good token', () => {
  it('of a user says who he is by ids, what he may and no name', async () => {
    const token = await sign({ ...userClaims, preferred_username: 'anna@firma.example', xms_pl: 'en-GB' });
    expect(await judge(token)).toEqual({
      tenantId: tid,
      kind: 'user',
      oid,
      roles: ['Admin'],
      scopes: ['access_as_user'],
      language: 'en',
    });
  });

  it.each([
    ['de-AT', { language: 'de' }],
    ['EN-us', { language: 'en' }],
    ['fr-FR', {}],
    [undefined, {}],
  ])('whose holder prefers %s says %j', async (xms_pl, language) => {
    const principal = await judge(await sign({ ...userClaims, ...(xms_pl !== undefined && { xms_pl }) }));
    expect(principal).toEqual({
      tenantId: tid,
      kind: 'user',
      oid,
      roles: ['Admin'],
      scopes: ['access_as_user'],
      ...language,
    });
  });

  it.each(['JWT', 'jwt', 'at+jwt'])('may be of the type %s', async (typ) => {
    expect(await judge(await sign(userClaims, { typ }))).toMatchObject({ kind: 'user' });
  });

  it('may follow its scheme in any case and after several blanks', async () => {
    expect(await judgeHeader(`bearer   ${await sign()}`)).toMatchObject({ kind: 'user' });
  });

  it('of a client that proved itself by a certificate, or that says it is a user’s, is as good', async () => {
    const changes = { azpacr: '2', idtyp: 'user' };
    expect(await judge(await sign({ ...userClaims, ...changes }))).toMatchObject({ kind: 'user' });
  });

  it('of an application that Entra calls one needs no other proof', async () => {
    const claims = { ...appClaims, idtyp: 'app', azpacr: '0' };
    expect(await judge(await sign(claims))).toMatchObject({ kind: 'app' });
  });

  it('of a user without roles is one too', async () => {
    const { roles: __, ...claims } = userClaims;
    expect(await judge(await sign(claims))).toMatchObject({ kind: 'user', roles: [] });
  });

  it.each([{}, { idtyp: 'app' }])('of an application says its roles (%j)', async (more) => {
    expect(await judge(await sign({ ...appClaims, ...more }))).toMatchObject({
      kind: 'app',
      roles: ['Reader'],
      scopes: [],
    });
  });

  it('may name the application by its URI', async () => {
    expect(await judge(await sign({ ...userClaims, aud: `api://${audience}` }))).toMatchObject({
      kind: 'user',
    });
  });

  it.each([
    ['60 s before it begins', nowSeconds - 60],
    ['59 s after it ended', nowSeconds + 3600 + 59],
  ])('holds %s, for clocks differ', async (_, at) => {
    expect(await judge(await sign(), at)).toMatchObject({ kind: 'user' });
  });

  it('keeps its ids in lower case', async () => {
    const iss = template.replace('{tenantid}', tid.toUpperCase());
    // Issuer and claim have to be equal as they stand.
    expect(await judge(await sign({ ...userClaims, iss }))).toBe('invalid-token');
    expect(await judge(await sign({ ...userClaims, oid: oid.toUpperCase() }))).toMatchObject({ oid });
  });
});

describe('a token is refused', () => {
  it('when there is none, or of another scheme', async () => {
    expect(await judge(null)).toBe('missing-token');
    expect(await judge('')).toBe('invalid-token');
    expect(await judge('a b')).toBe('invalid-token');
    expect(await judge('not.a.token')).toBe('invalid-token');
    const token = await sign();
    for (const header of [`Basic ${token}`, `Proof Bearer ${token}`, `Bearer ${token}, Basic x`, token]) {
      expect(await judgeHeader(header)).toBe('invalid-token');
    }
  });

  it('for now, while nobody can tell whether it is good', async () => {
    const outOfReach = () => Promise.reject(new TypeError('fetch failed'));
    expect(await judgeHeader(`Bearer ${await sign()}`, nowSeconds, outOfReach)).toBe('unavailable');
  });

  it('without Entra being asked when it names no key', async () => {
    let asked = 0;
    const published = async () => {
      asked++;
      return Response.json(keySet);
    };
    for (const token of ['not.a.token', await sign(userClaims, { kid: undefined })]) {
      expect(await judgeHeader(`Bearer ${token}`, nowSeconds, published)).toBe('invalid-token');
    }
    expect(asked).toBe(0);
  });

  it('when it is a user’s by its scope and an application’s by its type', async () => {
    expect(await judge(await sign({ ...userClaims, idtyp: 'app' }))).toBe('invalid-token');
  });

  it('when nobody signed it (alg none)', async () => {
    expect(await judge(new UnsecuredJWT(userClaims).encode())).toBe('invalid-token');
  });

  it('when it is signed by HS256 with the public key as secret', async () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'k1' })}.${encode(userClaims)}`;
    for (const secret of [JSON.stringify(keySet.keys[0]), JSON.stringify(await exportJWK(pair.publicKey))]) {
      const signature = createHmac('sha256', secret).update(input).digest('base64url');
      expect(await judge(`${input}.${signature}`)).toBe('invalid-token');
    }
  });

  it('when it is signed by RS512 or PS256', async () => {
    const jwk = await exportJWK(pair.privateKey);
    for (const alg of ['RS512', 'PS256']) {
      const key = await importJWK(jwk, alg);
      const token = await new SignJWT(userClaims)
        .setProtectedHeader({ alg, typ: 'JWT', kid: 'k1' })
        .sign(key);
      expect(await judge(token)).toBe('invalid-token');
    }
  });

  it('when another key signed it, or a claim was changed', async () => {
    expect(await judge(await sign(userClaims, {}, stranger))).toBe('invalid-token');
    const [header, , signature] = (await sign()).split('.');
    const forged = Buffer.from(JSON.stringify({ ...userClaims, roles: ['Operator'] })).toString('base64url');
    expect(await judge(`${header}.${forged}.${signature}`)).toBe('invalid-token');
  });

  it.each([
    ['an unknown key', 'unknown'],
    ['a key of another tenant’s issuer', 'of-another-tenant'],
    ['a key without an issuer', 'without-issuer'],
  ])('when it names %s', async (_, kid) => {
    expect(await judge(await sign(userClaims, { kid }))).toBe('invalid-token');
  });

  it.each([
    ['no key', { kid: undefined }],
    ['no type', { typ: undefined }],
    ['another type', { typ: 'dpop+jwt' }],
    ['a type that begins like ours', { typ: 'jwt+x' }],
  ])('when its header names %s', async (_, header) => {
    expect(await judge(await sign(userClaims, header))).toBe('invalid-token');
  });

  it('when its header demands an extension that nobody knows', async () => {
    const token = await new SignJWT(userClaims)
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'k1', crit: ['x'], x: 1 })
      .sign(pair.privateKey, { crit: { x: true } });
    expect(await judge(token)).toBe('invalid-token');
  });

  it.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: `https://evil.example/${tid}/v2.0` }],
    ['the issuer of another tenant', { iss: template.replace('{tenantid}', otherTid) }],
    ['the tenant of another issuer', { tid: otherTid }],
    ['a tenant that is no GUID', { tid: 'common', iss: template.replace('{tenantid}', 'common') }],
    ['the issuer of version 1', { iss: `https://sts.windows.net/${tid}/`, ver: '1.0' }],
    ['version 1', { ver: '1.0' }],
    ['another audience', { aud: '00000003-0000-0000-c000-000000000000' }],
    ['several audiences', { aud: [audience] }],
    ['no tenant', { tid: undefined }],
    ['no object id', { oid: undefined }],
    ['no end', { exp: undefined }],
    ['no begin', { nbf: undefined }],
    ['an end that is a text', { exp: '9999999999' }],
    ['roles that are a text', { roles: 'Admin' }],
  ])('when it has %s', async (_, claims) => {
    expect(await judge(await sign({ ...userClaims, ...claims }))).toBe('invalid-token');
  });

  it('when it has expired, and says so', async () => {
    expect(await judge(await sign(), nowSeconds + 3600 + 60)).toBe('expired-token');
  });

  it('when it is not valid yet', async () => {
    expect(await judge(await sign(), nowSeconds - 61)).toBe('invalid-token');
  });

  it('when it is an id token, even of an administrator', async () => {
    const { azp: _, azpacr: __, ...idToken } = { ...withoutScope, nonce: 'n', name: 'A' };
    expect(await judge(await sign(idToken))).toBe('invalid-token');
  });

  it.each<[string, Record<string, unknown>]>([
    ['neither scope nor role', { roles: [] }],
    ['a client that did not prove itself', { azpacr: '0' }],
    ['a subject other than the application', { sub: 'pairwise' }],
    ['the type of a user', { idtyp: 'user' }],
    ['an empty scope', { scp: '' }],
  ])('when it is an application’s with %s', async (_, claims) => {
    expect(await judge(await sign({ ...appClaims, ...claims }))).toBe('invalid-token');
  });

  it('when it is larger than 16 KB', async () => {
    expect(await judge(await sign({ ...userClaims, groups: 'x'.repeat(16_000) }))).toBe('invalid-token');
  });
});
