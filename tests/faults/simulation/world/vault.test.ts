import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startKeyVaultEmulator } from '../../../../local/emulators/key-vault/server.ts';
import { makeCredential } from '../../../../shared/adapters/credential.ts';
import { makeKeyWrapper } from '../../../../shared/adapters/key-vault/data-keys.ts';
import { makeSecrets } from '../../../../shared/adapters/key-vault/secrets.ts';
import type { KeyWrapper } from '../../../../shared/kernel/key-wrapper.ts';
import type { Secrets } from '../../../../shared/kernel/secrets.ts';
import { ServiceError } from '../../../../shared/kernel/service-error.ts';
import { makeMemorySecrets } from '../../../support/memory-secrets.ts';
import { openTornWire } from '../../../support/torn-wire.ts';
import { captureServices } from './captured.ts';

/** What the first call meets. */
type Misfortune = 'throttled' | 'answer-lost';

interface Vault {
  readonly secrets: Secrets;
  readonly wrapper: KeyWrapper;
}

const real = async (misfortune?: Misfortune): Promise<Vault> => {
  const clock = { now: () => Date.UTC(2026, 5, 1) };
  const emulator = await startKeyVaultEmulator({
    port: 0,
    stateFile: ':memory:',
    clock,
    keys: ['data-keys'],
    secrets: {},
  });
  onTestFinished(() => emulator.close());
  const wire = await openTornWire(Number(new URL(emulator.url).port));
  if (misfortune === 'throttled') emulator.admin.injectFault({ status: 429, retryAfter: '60' });
  // With its token and its body: the first request of all is answered with the vault's challenge.
  if (misfortune === 'answer-lost') wire.tear({ on: /"value":/, how: 'after' });
  const vaultUrl = `http://127.0.0.1:${wire.port}`;
  const options = {
    vaultUrl,
    credential: makeCredential({ insecureLoopback: true }, vaultUrl),
    insecureLoopback: true,
    // Told at once what the wire does; otherwise the client tries again by itself.
    ...(misfortune === undefined ? {} : { maxRetries: 0 }),
  };
  return {
    secrets: makeSecrets({ ...options, pollIntervalMs: 5 }),
    wrapper: makeKeyWrapper({ ...options, keyName: 'data-keys' }),
  };
};

const kindOf = { throttled: 'vault-throttled', 'answer-lost': 'vault-unanswered' } as const;

const simulated = async (misfortune?: Misfortune): Promise<Vault> => {
  const { services, played } = captureServices(misfortune && kindOf[misfortune]);
  const { secrets, keyWrapper } = services;
  return {
    secrets: {
      get: (name) => played(secrets.get(name)),
      set: (name, value) => played(secrets.set(name, value)),
      delete: (name) => played(secrets.delete(name)),
    },
    wrapper: {
      wrap: (key) => played(keyWrapper.wrap(key)),
      unwrap: (wrapped, keyId) => played(keyWrapper.unwrap(wrapped, keyId)),
    },
  };
};

describe.each([
  ['the real vault’s adapter', async () => (await real()).secrets],
  ['the simulation’s vault', async () => (await simulated()).secrets],
  ['the vault in memory', async () => makeMemorySecrets().port],
])('secrets in %s', (_, open) => {
  it('are kept, replaced and deleted; what is not there is undefined, and deleting it is done', async () => {
    const secrets = await open();
    expect(await secrets.get('password')).toBeUndefined();
    await secrets.delete('password');
    await secrets.set('password', 'one');
    await secrets.set('password', 'two');
    expect(await secrets.get('password')).toBe('two');
    await secrets.delete('password');
    expect(await secrets.get('password')).toBeUndefined();
    await secrets.set('password', 'three');
    expect(await secrets.get('password')).toBe('three');
  });
});

describe.each([
  ['the real vault’s adapters', real],
  ['the simulation’s vault', simulated],
])('%s', (_, open) => {
  it('wrap a key so that only they unwrap it, by name and version', async () => {
    const { wrapper } = await open();
    const key = randomBytes(32);
    const { wrapped, keyId } = await wrapper.wrap(key);
    expect(keyId).toMatch(/^data-keys\/[0-9a-f]+$/);
    expect(Buffer.from(wrapped).includes(key)).toBe(false);
    expect(Buffer.from(await wrapper.unwrap(wrapped, keyId)).equals(key)).toBe(true);
    await expect(wrapper.unwrap(Buffer.from(wrapped).fill(7, 0, 8), keyId)).rejects.toThrow();
  });

  it('unwrap nothing that another vault has wrapped', async () => {
    const { wrapped, keyId } = await (await open()).wrapper.wrap(randomBytes(32));
    const elsewhere = (await open()).wrapper;
    await elsewhere.wrap(randomBytes(32));
    await expect(elsewhere.unwrap(wrapped, keyId)).rejects.toThrow();
  });

  it('throw when they are throttled, and nothing has happened', async () => {
    const { secrets } = await open('throttled');
    await expect(secrets.set('password', 'one')).rejects.toThrow(ServiceError);
    expect(await secrets.get('password')).toBeUndefined();
  });

  it('throw when the answer is lost, and it has happened', async () => {
    const { secrets } = await open('answer-lost');
    await expect(secrets.set('password', 'one')).rejects.toThrow(ServiceError);
    expect(await secrets.get('password')).toBe('one');
    await secrets.set('password', 'two');
    expect(await secrets.get('password')).toBe('two');
  });
});
