import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type KeyVaultEmulator, startKeyVaultEmulator } from '../../../local/emulators/key-vault/server.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import { makeCredential } from '../credential.ts';
import { makeKeyWrapper } from './data-keys.ts';
import { makeSecrets } from './secrets.ts';
import type { VaultOptions } from './vault-options.ts';

const clock = { now: () => 1_780_000_000_000 };

let vault: KeyVaultEmulator;
let options: VaultOptions;

const start = (stateFile = ':memory:') =>
  startKeyVaultEmulator({ port: 0, stateFile, clock, keys: ['data-keys'], secrets: { smtp: 'first' } });

beforeEach(async () => {
  vault = await start();
  options = {
    vaultUrl: vault.url,
    credential: makeCredential({ insecureLoopback: true }, vault.url),
    insecureLoopback: true,
  };
  return () => vault.close();
});

const rotate = () =>
  fetch(`${vault.url}/keys/data-keys/rotate?api-version=7.6`, {
    method: 'POST',
    headers: { authorization: 'Bearer x' },
  });

describe('a data key', () => {
  const wrapper = () => makeKeyWrapper({ ...options, keyName: 'data-keys' });

  it('is unwrapped to what was wrapped, by name and version only', async () => {
    const key = randomBytes(32);
    const { wrapped, keyId } = await wrapper().wrap(key);
    expect(keyId).toMatch(/^data-keys\/[0-9a-f]{32}$/);
    expect(Buffer.from(wrapped).equals(key)).toBe(false);
    expect(Buffer.from(await wrapper().unwrap(wrapped, keyId))).toEqual(key);
  });

  it('wrapped before a rotation is still unwrapped; the next is wrapped with the new version', async () => {
    const kept = wrapper();
    const key = randomBytes(32);
    const before = await kept.wrap(key);
    await rotate();
    const after = await kept.wrap(key);
    expect(after.keyId).not.toBe(before.keyId);
    expect(Buffer.from(await kept.unwrap(before.wrapped, before.keyId))).toEqual(key);
    expect(Buffer.from(await kept.unwrap(after.wrapped, after.keyId))).toEqual(key);
  });

  it('that was tampered with is refused without a word of it', async () => {
    const { wrapped, keyId } = await wrapper().wrap(randomBytes(32));
    const error = await wrapper()
      .unwrap(Buffer.from(wrapped).fill(7, 0, 4), keyId)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(ServiceError);
    expect(String(error)).toMatch(/^Error: key vault: unwrap was refused \(4\d\d\)$/);
  });
});

describe('a secret', () => {
  const secrets = () => makeSecrets({ ...options, pollIntervalMs: 5 });

  it('is read, replaced and deleted; what is not there is undefined', async () => {
    const store = secrets();
    expect(await store.get('smtp')).toBe('first');
    await store.set('smtp', 'second');
    expect(await store.get('smtp')).toBe('second');
    await store.delete('smtp');
    expect(await store.get('smtp')).toBeUndefined();
    await store.delete('smtp');
    expect(await store.get('never')).toBeUndefined();
  });

  it('of a deleted name can be set again', async () => {
    const store = secrets();
    await store.delete('smtp');
    await store.set('smtp', 'third');
    expect(await store.get('smtp')).toBe('third');
  });

  it('is read in spite of a short throttling', async () => {
    vault.admin.injectFault({ status: 429, retryAfter: '0', times: 2 });
    expect(await secrets().get('smtp')).toBe('first');
  });

  it('of a vault that stays unreachable asks for redelivery, and tells nothing of the secret', async () => {
    const unreachable = makeSecrets({ ...options, vaultUrl: 'http://127.0.0.1:1', maxRetries: 0 });
    const error = await unreachable.set('smtp', 'hunter2').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServiceError);
    vault.admin.injectFault({ status: 429, retryAfter: '0', times: 9 });
    const throttled = await secrets()
      .set('smtp', 'hunter2')
      .catch((thrown: unknown) => thrown);
    expect(throttled).toBeInstanceOf(ServiceError);
    expect(JSON.stringify([error, throttled, String(error), String(throttled)])).not.toContain('hunter2');
  });
});

describe('plain text', () => {
  it('to a vault is refused without the loopback flag', async () => {
    const credential = { getToken: async () => ({ token: 'x', expiresOnTimestamp: clock.now() }) };
    const secrets = makeSecrets({ vaultUrl: vault.url, credential, insecureLoopback: false, maxRetries: 0 });
    vault.resetCounters();
    await expect(secrets.get('smtp')).rejects.toThrow();
    expect(vault.counters()['httpCalls'] ?? 0).toBe(0);
  });
});

describe('the managed identity', () => {
  it('of production opens the vault over a loopback identity endpoint', async () => {
    const { startTestEntra, manualClock } = await import('../../../local/emulators/entra/fixture.ts');
    const entra = await startTestEntra({ clock: manualClock() });
    onTestFinished(() => entra.close());
    const before = { ...process.env };
    onTestFinished(() => {
      process.env = before;
    });
    process.env['IDENTITY_ENDPOINT'] = entra.managedIdentity.endpoint;
    process.env['IDENTITY_HEADER'] = entra.managedIdentity.header;
    const { clientId } = entra.managedIdentity;
    const credential = makeCredential(
      { insecureLoopback: false, managedIdentityClientId: clientId },
      vault.url,
    );
    expect(await makeSecrets({ ...options, credential }).get('smtp')).toBe('first');
    expect(entra.counters()).toMatchObject({ managedIdentityTokens: 1 });
  });
});
