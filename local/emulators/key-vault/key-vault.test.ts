import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyVaultEmulator, type KeyVaultOptions, startKeyVaultEmulator } from './server.ts';

const credential = { getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }) };
const loopback = {
  allowInsecureConnection: true,
  disableChallengeResourceVerification: true,
  retryOptions: { maxRetries: 0 },
};
const listOf = async <T>(pages: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const entry of pages) all.push(entry);
  return all;
};
const day = 24 * 3_600_000;

describe('the Key Vault emulator with the real clients', () => {
  const folder = mkdtempSync(join(tmpdir(), 'key-vault-'));
  let ahead = 0;
  const clock = { now: () => 1_800_000_000_000 + ahead };
  const start = (more: Partial<KeyVaultOptions> = {}) =>
    startKeyVaultEmulator({
      port: 0,
      stateFile: ':memory:',
      clock,
      keys: ['wrapping'],
      secrets: { pepper: 'hot' },
      ...more,
    });
  let vault: KeyVaultEmulator;
  let secrets: SecretClient;
  let keys: KeyClient;
  const cryptography = (keyId: string) => new CryptographyClient(keyId, credential, loopback);

  beforeAll(async () => {
    vault = await start();
    secrets = new SecretClient(vault.url, credential, loopback);
    keys = new KeyClient(vault.url, credential, loopback);
  });
  afterAll(async () => {
    await vault.close();
    rmSync(folder, { recursive: true });
  });

  it('keeps versions of secrets', async () => {
    const first = await secrets.setSecret('db', 'one', { contentType: 'text/plain', tags: { of: 'me' } });
    const second = await secrets.setSecret('db', 'two');
    expect(await secrets.getSecret('db')).toMatchObject({ value: 'two', name: 'db' });
    expect(await secrets.getSecret('db', { version: first.properties.version ?? '' })).toMatchObject({
      value: 'one',
      properties: { contentType: 'text/plain', tags: { of: 'me' } },
    });
    const versions = await listOf(secrets.listPropertiesOfSecretVersions('db'));
    expect(versions.map(({ version }) => version)).toEqual([
      second.properties.version,
      first.properties.version,
    ]);
    expect((await listOf(secrets.listPropertiesOfSecrets())).map(({ name }) => name)).toEqual([
      'db',
      'pepper',
    ]);
  });

  it('deletes softly, recovers, purges for good', async () => {
    await secrets.setSecret('gone', 'value');
    await (await secrets.beginDeleteSecret('gone')).pollUntilDone();
    await expect(secrets.getSecret('gone')).rejects.toMatchObject({
      statusCode: 404,
      code: 'SecretNotFound',
    });
    await expect(secrets.setSecret('gone', 'again')).rejects.toMatchObject({
      statusCode: 409,
      code: 'Conflict',
    });
    expect((await listOf(secrets.listDeletedSecrets())).map(({ name }) => name)).toEqual(['gone']);
    await (await secrets.beginRecoverDeletedSecret('gone')).pollUntilDone();
    expect((await secrets.getSecret('gone')).value).toBe('value');

    await (await secrets.beginDeleteSecret('gone')).pollUntilDone();
    await secrets.purgeDeletedSecret('gone');
    await expect(secrets.getDeletedSecret('gone')).rejects.toMatchObject({ code: 'SecretNotFound' });
    expect((await secrets.setSecret('gone', 'new')).value).toBe('new');
  });

  it('purges by itself when the retention is over', async () => {
    await secrets.setSecret('old', 'value');
    const deleted = await (await secrets.beginDeleteSecret('old')).pollUntilDone();
    expect(deleted.scheduledPurgeDate?.getTime()).toBe(clock.now() + 90 * day);
    ahead += 90 * day;
    await expect(secrets.getDeletedSecret('old')).rejects.toMatchObject({ code: 'SecretNotFound' });
  });

  it('changes a secret’s properties and refuses a disabled one', async () => {
    const { properties } = await secrets.setSecret('switch', 'value');
    const version = properties.version ?? '';
    await secrets.updateSecretProperties('switch', version, { enabled: false, tags: { a: 'b' } });
    await expect(secrets.getSecret('switch')).rejects.toMatchObject({ statusCode: 403, code: 'Forbidden' });
    await secrets.updateSecretProperties('switch', version, { enabled: true });
    expect(await secrets.getSecret('switch')).toMatchObject({
      value: 'value',
      properties: { tags: { a: 'b' } },
    });
  });

  it('pages its lists by 25', async () => {
    const paged = await start({
      secrets: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`secret-${index}`, 'x'])),
      keys: [],
    });
    const client = new SecretClient(paged.url, credential, loopback);
    const sizes: number[] = [];
    for await (const page of client.listPropertiesOfSecrets().byPage()) sizes.push(page.length);
    expect(sizes).toEqual([25, 25, 10]);
    await paged.close();
  });

  it.each(['RSA-OAEP', 'RSA-OAEP-256'] as const)(
    'wraps and unwraps a data key with %s',
    async (algorithm) => {
      const dataKey = randomBytes(32);
      const client = cryptography((await keys.getKey('wrapping')).id ?? '');
      const wrapped = await client.wrapKey(algorithm, dataKey);
      expect(Buffer.from((await client.unwrapKey(algorithm, wrapped.result)).result)).toEqual(dataKey);
      const other = algorithm === 'RSA-OAEP' ? 'RSA-OAEP-256' : 'RSA-OAEP';
      await expect(client.unwrapKey(other, wrapped.result)).rejects.toMatchObject({ code: 'BadParameter' });
    },
  );

  it('wraps with the latest version where none is named, and unwraps with the version that wrapped', async () => {
    await keys.createRsaKey('turning');
    const old = await cryptography(`${vault.url}/keys/turning`).wrapKey('RSA-OAEP-256', Buffer.from('key'));
    const rotated = await keys.rotateKey('turning');
    expect(rotated.properties.version).not.toBe(old.keyID?.split('/').at(-1));
    const versions = await listOf(keys.listPropertiesOfKeyVersions('turning'));
    expect(versions).toHaveLength(2);
    const back = await cryptography(old.keyID ?? '').unwrapKey('RSA-OAEP-256', old.result);
    expect(Buffer.from(back.result).toString()).toBe('key');
    await expect(cryptography(rotated.id ?? '').unwrapKey('RSA-OAEP-256', old.result)).rejects.toMatchObject({
      code: 'BadParameter',
    });
  });

  it('encrypts, decrypts, signs and verifies in the vault', async () => {
    const client = cryptography((await keys.createRsaKey('all-round')).id ?? '');
    const { result } = await client.encrypt('RSA-OAEP-256', Buffer.from('text'));
    expect(Buffer.from((await client.decrypt('RSA-OAEP-256', result)).result).toString()).toBe('text');
    const digest = createHash('sha256').update('text').digest();
    const signature = (await client.sign('RS256', digest)).result;
    expect((await client.verify('RS256', digest, signature)).result).toBe(true);
    const otherDigest = createHash('sha256').update('other').digest();
    expect((await client.verify('RS256', otherDigest, signature)).result).toBe(false);
  });

  it('lets an expired key read but not write, and a key do only its operations', async () => {
    const { id } = await keys.createRsaKey('short', { expiresOn: new Date(clock.now() + 1000) });
    const client = cryptography(id ?? '');
    // The client encrypts locally once it holds the public key: ask the vault itself.
    const wrap = () =>
      fetch(`${id}/wrapkey?api-version=7.4`, {
        method: 'POST',
        headers: { authorization: 'Bearer any' },
        body: JSON.stringify({ alg: 'RSA-OAEP-256', value: 'a2V5' }),
      });
    const wrapped = (await (await wrap()).json()) as { value: string };
    ahead += 2000;
    expect((await wrap()).status).toBe(403);
    const back = await client.unwrapKey('RSA-OAEP-256', Buffer.from(wrapped.value, 'base64url'));
    expect(Buffer.from(back.result).toString()).toBe('key');

    const limited = await keys.createRsaKey('limited', { keyOps: ['wrapKey'] });
    const answer = await fetch(`${limited.id}/unwrapkey?api-version=7.4`, {
      method: 'POST',
      headers: { authorization: 'Bearer any' },
      body: JSON.stringify({ alg: 'RSA-OAEP-256', value: 'a2V5' }),
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({
      error: { code: 'Forbidden', innererror: { code: 'KeyOperationForbidden' } },
    });
  });

  it('makes what a destroyed key wrapped unreadable', async () => {
    const { id } = await keys.createRsaKey('erased');
    const wrapped = await cryptography(id ?? '').wrapKey('RSA-OAEP-256', Buffer.from('key'));
    await (await keys.beginDeleteKey('erased')).pollUntilDone();
    await keys.purgeDeletedKey('erased');
    await keys.createRsaKey('erased');
    await expect(cryptography(id ?? '').unwrapKey('RSA-OAEP-256', wrapped.result)).rejects.toMatchObject({
      statusCode: 404,
      code: 'KeyNotFound',
    });
  });

  it('keeps keys and secrets over a restart', async () => {
    const stateFile = join(folder, 'vault.sqlite');
    const first = await start({ stateFile });
    const wrapped = await cryptography(`${first.url}/keys/wrapping`).wrapKey(
      'RSA-OAEP-256',
      Buffer.from('key'),
    );
    await new SecretClient(first.url, credential, loopback).setSecret('pepper', 'changed');
    await first.close();

    const second = await start({ stateFile });
    expect((await new SecretClient(second.url, credential, loopback).getSecret('pepper')).value).toBe(
      'changed',
    );
    const back = await cryptography(`${second.url}/keys/wrapping`).unwrapKey('RSA-OAEP-256', wrapped.result);
    expect(Buffer.from(back.result).toString()).toBe('key');
    await second.close();
  });

  it('challenges for a token, and refuses one that the verifier rejects', async () => {
    const bare = await fetch(`${vault.url}/secrets/pepper?api-version=7.4`);
    expect(bare.status).toBe(401);
    expect(bare.headers.get('www-authenticate')).toMatch(
      /^Bearer authorization="https:.*", resource="https:\/\/vault\.azure\.net"$/,
    );

    const strict = await start({ verifyToken: (token) => token === 'good', keys: [] });
    const ask = (token: string) =>
      fetch(`${strict.url}/secrets/pepper?api-version=7.4`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect([(await ask('good')).status, (await ask('bad')).status]).toEqual([200, 401]);
    await strict.close();
  });

  it('works with the real clients also where no token is required', async () => {
    const open = await start({ requireToken: false, keys: [] });
    expect((await fetch(`${open.url}/secrets/pepper?api-version=7.4`)).status).toBe(200);
    expect((await new SecretClient(open.url, credential, loopback).setSecret('a', 'b')).value).toBe('b');
    await open.close();
  });

  it('throttles, fails on demand and says what it lacks', async () => {
    const ask = (path: string, method = 'GET') =>
      fetch(`${vault.url}${path}`, { method, headers: { authorization: 'Bearer any' } });
    expect((await ask('/secrets/pepper')).status).toBe(400);
    expect((await ask('/secrets/no_name?api-version=7.4')).status).toBe(400);
    expect((await ask('/keys/wrapping/backup?api-version=7.4', 'POST')).status).toBe(501);
    await expect(keys.createEcKey('curve')).rejects.toMatchObject({ statusCode: 501 });

    vault.admin.injectFault({ match: 'GET /secrets', status: 503, retryAfter: '3' });
    const failed = await ask('/secrets/pepper?api-version=7.4');
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '3']);

    ahead += 10_000;
    vault.admin.setThrottle(1);
    expect((await ask('/secrets/pepper?api-version=7.4')).status).toBe(200);
    await expect(secrets.getSecret('pepper')).rejects.toMatchObject({ statusCode: 429, code: 'Throttled' });
    ahead += 10_000;
    expect((await secrets.getSecret('pepper')).value).toBe('hot');
    vault.admin.setThrottle(4000);
  });
});
