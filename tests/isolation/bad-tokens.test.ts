import { createHmac, randomBytes } from 'node:crypto';
import { type CryptoKey, exportSPKI, importJWK } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { type ComposedApp, makeComposedApp } from '../support/composed-app.ts';
import { makeTestClock } from '../support/mailbox-run.ts';
import { testTables } from '../support/tables.ts';
import { audience, type Claims, type EntraKeys, issuerOf, makeEntraKeys } from './support/entra-keys.ts';
import { makeRecordingTables } from './support/recording-tables.ts';

const own = systemRandom.id();
const foreign = systemRandom.id();
const operator = systemRandom.id();
const oid = systemRandom.id();
const clock = makeTestClock();

let keys: EntraKeys;
let app: ComposedApp;
let tables: ReturnType<typeof makeRecordingTables>;
const reached: string[] = [];

beforeAll(async () => {
  keys = await makeEntraKeys(clock, foreign);
  await testTables();
  tables = makeRecordingTables(inject('tablesConnectionString'));
  app = makeComposedApp({
    table: tables.table,
    authenticate: keys.authenticate,
    clock,
    operatorTenantId: operator,
    onHandler: (route) => reached.push(route.operationId),
  });
}, 60_000);

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const good = (changes: Claims = {}): Claims => ({ ...keys.claimsOf(own, oid), ...changes });
const without = (name: string): Claims =>
  Object.fromEntries(Object.entries(good()).filter(([each]) => each !== name));
const seconds = () => Math.floor(clock.now() / 1000);

/** A signature by whatever algorithm the header says, with the text that everybody knows as its key. */
const hmac = (header: object, claims: Claims, key: string | Buffer, bits: 256 | 512 = 256) => {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac(`sha${bits}`, key).update(signed).digest('base64url')}`;
};
const publicPem = async () => exportSPKI((await importJWK(keys.publicJwk, 'RS256')) as CryptoKey);
const swapped = async (claims: Claims) => {
  const [header, , signature] = (await keys.sign(good())).split('.');
  return `${header}.${encode(claims)}.${signature}`;
};
/** JSON that says a claim twice: parsers differ in which one they believe. */
const twice = async (claim: string, first: string) => {
  const json = JSON.stringify(good());
  const payload = Buffer.from(`{"${claim}":${JSON.stringify(first)},${json.slice(1)}`).toString('base64url');
  const [header, , signature] = (await keys.sign(good())).split('.');
  return `${header}.${payload}.${signature}`;
};

const bad: Readonly<Record<string, () => Promise<string> | string>> = {
  'without a signature, alg none': () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(good())}.`,
  'alg None in other letters': () =>
    `${encode({ alg: 'nOnE', typ: 'JWT', kid: 'common' })}.${encode(good())}.`,
  'alg none with the kid of a real key': () =>
    `${encode({ alg: 'none', typ: 'JWT', kid: 'common' })}.${encode(good())}.`,
  'HS256 with the public key as secret': async () =>
    hmac({ alg: 'HS256', typ: 'JWT', kid: 'common' }, good(), await publicPem()),
  'HS512 with the public key as secret': async () =>
    hmac({ alg: 'HS512', typ: 'JWT', kid: 'common' }, good(), await publicPem(), 512),
  'HS256 with an empty secret': () => hmac({ alg: 'HS256', typ: 'JWT', kid: 'common' }, good(), ''),
  'RS256 in its header and an HMAC as signature': async () =>
    hmac({ alg: 'RS256', typ: 'JWT', kid: 'common' }, good(), await publicPem()),
  'a signature of noise': () =>
    `${encode({ alg: 'RS256', typ: 'JWT', kid: 'common' })}.${encode(good())}.${randomBytes(256).toString('base64url')}`,
  'a signature that is cut off': async () => (await keys.sign(good())).slice(0, -8),
  'a payload exchanged after signing': () => swapped(good({ roles: ['Admin', 'Operator'] })),
  'a key that nobody published': () => keys.sign(good(), {}, keys.keys.unpublished),
  'an unpublished key under a kid of its own': () =>
    keys.sign(good(), { kid: 'mine' }, keys.keys.unpublished),
  'its own key in the header (jwk)': () =>
    keys.sign(good(), { jwk: keys.publicJwk, kid: 'mine' }, keys.keys.unpublished),
  'a key set of its own (jku)': () =>
    keys.sign(good(), { jku: 'https://evil.example/keys', kid: 'mine' }, keys.keys.unpublished),
  'a certificate of its own (x5u)': () =>
    keys.sign(good(), { x5u: 'https://evil.example/cert', kid: 'mine' }, keys.keys.unpublished),
  'a kid that is a path': () => keys.sign(good(), { kid: '../../../etc/passwd' }, keys.keys.unpublished),
  'a kid that is a query': () => keys.sign(good(), { kid: "common' or '1'='1" }, keys.keys.unpublished),
  'a kid of 300 letters': () => keys.sign(good(), { kid: 'k'.repeat(300) }),
  'no kid': () => keys.sign(good(), { kid: undefined }),
  'a key that belongs to another tenant’s issuer': () =>
    keys.sign(good(), { kid: 'tenants' }, keys.keys.tenants),
  'another issuer': () => keys.sign(good({ iss: 'https://evil.example/v2.0' })),
  'the issuer of another tenant': () => keys.sign(good({ iss: issuerOf(foreign) })),
  'the tenant of another issuer': () => keys.sign(good({ tid: foreign })),
  'the issuer of tokens v1': () => keys.sign(good({ iss: `https://sts.windows.net/${own}/`, ver: '1.0' })),
  'version 1.0': () => keys.sign(good({ ver: '1.0' })),
  'an end in the past': () => keys.sign(good({ exp: seconds() - 61 })),
  'a beginning in the future': () => keys.sign(good({ nbf: seconds() + 120 })),
  'no end': () => keys.sign(without('exp')),
  'an end in words': () => keys.sign(good({ exp: 'never' as unknown as number })),
  'another audience': () => keys.sign(good({ aud: 'https://graph.microsoft.com' })),
  'no audience': () => keys.sign(without('aud')),
  'our audience among others': () => keys.sign(good({ aud: [audience, 'https://graph.microsoft.com'] })),
  'no tenant': () => keys.sign(without('tid')),
  'a tenant that is no GUID': () => keys.sign(good({ tid: 'common', iss: issuerOf('common') })),
  'no oid': () => keys.sign(without('oid')),
  'the tenant said twice': () => twice('tid', foreign),
  'the roles said twice': () => twice('roles', 'Operator'),
  'what an id token has': () =>
    keys.sign(
      Object.fromEntries(
        Object.entries(good({ nonce: 'n' })).filter(([name]) => !['azp', 'azpacr', 'scp'].includes(name)),
      ),
    ),
  'an id token’s header and no scope': () => keys.sign(good({ scp: undefined })),
  'another scope only': () => keys.sign(good({ scp: 'User.Read openid' })),
  'roles without a scope, for a client that proved nothing': () =>
    keys.sign(good({ scp: undefined, azpacr: '0', sub: oid })),
  'an application without a role': () =>
    keys.sign(good({ scp: undefined, roles: [], idtyp: 'app', sub: oid })),
  'roles that are no list': () => keys.sign(good({ roles: 'Admin' as unknown as string[] })),
  'Operator from a customer’s tenant': () => keys.sign(good({ roles: ['Operator'] })),
  'a role of another application': () =>
    keys.sign(good({ roles: ['Administrator', 'admin', 'Global Admin'] })),
  'no role': () => keys.sign(good({ roles: [] })),
  'another type (logout token)': () => keys.sign(good(), { typ: 'logout+jwt' }),
  'critical headers that nobody knows': async () => {
    const [, payload, signature] = (await keys.sign(good())).split('.');
    return `${encode({ alg: 'RS256', typ: 'JWT', kid: 'common', crit: ['exp2'], exp2: 1 })}.${payload}.${signature}`;
  },
  'five parts, as encrypted tokens have': async () => `${await keys.sign(good())}.AAAA.BBBB`,
  'one part': () => 'AAAA',
  'nothing but dots': () => '..',
  'a payload that is no JSON': () => `${encode({ alg: 'RS256', typ: 'JWT', kid: 'common' })}.AAAA.AAAA`,
  'over 16 KiB': () => keys.sign(good({ padding: 'x'.repeat(20_000) })),
};

/** Good tokens that lack a role: let in where any token of any tenant is. */
const merelyWithoutRole = new Set([
  'Operator from a customer’s tenant',
  'a role of another application',
  'no role',
]);

describe('A token with', () => {
  it('nothing wrong reaches the use case', async () => {
    reached.length = 0;
    const answer = await app.ask({ method: 'GET', path: '/v1/shares', token: await keys.sign(good()) });
    expect(answer.status).toBe(200);
    expect(reached).toEqual(['listShares']);
  });

  it.each(Object.keys(bad))('%s is refused at every route and reaches none', async (name) => {
    const token = await bad[name]?.();
    reached.length = 0;
    tables.requests.length = 0;
    const statuses = new Map<string, number>();
    for (const route of app.routes) {
      if (route.access === 'public') continue;
      if (typeof route.access !== 'object' && merelyWithoutRole.has(name)) continue;
      const path = route.path.replaceAll(/\{[^}]+\}/g, systemRandom.id());
      const answer = await app.ask({ method: route.method, path, token, headers: { 'if-match': '"x"' } });
      statuses.set(route.operationId, answer.status);
    }
    expect([...statuses].filter(([, status]) => status !== 401 && status !== 403)).toEqual([]);
    expect(reached).toEqual([]);
    expect(tables.requests).toEqual([]);
  });

  it('anything made up does not make us ask Entra for keys again and again', () => {
    expect(keys.fetched()).toBeLessThanOrEqual(2);
  });
});
