import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ForgedToken } from '../../local/emulators/entra/admin.ts';
import { alpha, beta, manualClock, startTestEntra, testApp } from '../../local/emulators/entra/fixture.ts';
import type { EntraEmulator } from '../../local/emulators/entra/server.ts';
import { makeAccessTokens } from '../../shared/adapters/entra/access-tokens.ts';
import { makeSigningKeys } from '../../shared/adapters/entra/signing-keys.ts';

describe('tokens of the Entra emulator', () => {
  const clock = manualClock();
  let entra: EntraEmulator;
  beforeAll(async () => {
    entra = await startTestEntra({ clock });
  });
  afterAll(() => entra.close());

  const makeJudge = () =>
    makeAccessTokens({
      keys: makeSigningKeys({ keySetUrl: `${entra.url}/common/discovery/v2.0/keys`, clock }),
      clock,
      audiences: [testApp.clientId],
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    });
  const judge = async (forged: ForgedToken, authenticate = makeJudge()) => {
    const result = await authenticate(`Bearer ${entra.admin.issueToken(forged)}`);
    if (result.ok) return result.value;
    return result.error.type === 'unauthenticated' ? result.error.reason : result.error.type;
  };

  it('hold for users with their roles, in every tenant', async () => {
    expect(await judge({ tenantId: alpha.tenantId, user: 'admin@alpha.example' })).toMatchObject({
      tenantId: alpha.tenantId,
      kind: 'user',
      oid: alpha.users[0]?.id,
      roles: ['Admin'],
      scopes: ['access_as_user'],
    });
    expect(await judge({ tenantId: beta.tenantId, user: 'admin@beta.example' })).toMatchObject({
      tenantId: beta.tenantId,
    });
  });

  it('hold for applications with a role', async () => {
    expect(await judge({ tenantId: alpha.tenantId, claims: { roles: ['Reader'] } })).toMatchObject({
      kind: 'app',
      roles: ['Reader'],
      scopes: [],
    });
    expect(await judge({ tenantId: alpha.tenantId })).toBe('invalid-token');
  });

  it('that are forged are refused', async () => {
    const user = { tenantId: alpha.tenantId, user: 'admin@alpha.example' };
    expect(await judge({ ...user, lifetimeSeconds: -61 })).toBe('expired-token');
    expect(await judge({ ...user, audience: 'https://graph.microsoft.com' })).toBe('invalid-token');
    expect(await judge({ ...user, key: 'unpublished' })).toBe('invalid-token');
    expect(await judge({ ...user, claims: { tid: beta.tenantId } })).toBe('invalid-token');
    expect(await judge({ ...user, claims: { azp: null, azpacr: null, scp: null } })).toBe('invalid-token');
  });

  it('hold through changes of the signing key; one that was never announced is looked for once in 5 minutes', async () => {
    const authenticate = makeJudge();
    const user = { tenantId: alpha.tenantId, user: 'admin@alpha.example' };
    expect(await judge(user, authenticate)).toMatchObject({ kind: 'user' });
    // Entra publishes a key before it signs with it: the first change is to one that the fetched set has.
    entra.admin.rotateKeys();
    expect(await judge(user, authenticate)).toMatchObject({ kind: 'user' });
    entra.admin.rotateKeys();
    expect(await judge(user, authenticate)).toBe('invalid-token');
    clock.advance(5 * 60_000);
    expect(await judge(user, authenticate)).toMatchObject({ kind: 'user' });
  });

  it('cannot be judged while the keys are out of reach', async () => {
    const authenticate = makeAccessTokens({
      keys: makeSigningKeys({ keySetUrl: 'http://127.0.0.1:9/keys', clock }),
      clock,
      audiences: [testApp.clientId],
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    });
    expect(await judge({ tenantId: alpha.tenantId, user: 'admin@alpha.example' }, authenticate)).toBe(
      'unavailable',
    );
  });
});
