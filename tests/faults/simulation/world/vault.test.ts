import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startKeyVaultEmulator } from '../../../../local/emulators/key-vault/server.ts';
import { makeCredential } from '../../../../shared/adapters/credential.ts';
import { makeKeyWrapper } from '../../../../shared/adapters/key-vault/data-keys.ts';
import { makeSecrets } from '../../../../shared/adapters/key-vault/secrets.ts';
import type { KeyWrapper } from '../../../../shared/kernel/key-wrapper.ts';
import type { Secrets } from '../../../../shared/kernel/secrets.ts';
import type { Worker } from './gate.ts';
import { makeSecretsPort } from './service-ports.ts';
import { makeVault } from './vault.ts';

interface Subject {
  readonly secrets: Secrets;
  readonly wrapper: KeyWrapper;
}

const real = async (): Promise<Subject> => {
  const clock = { now: () => Date.UTC(2026, 5, 1) };
  const emulator = await startKeyVaultEmulator({
    port: 0,
    stateFile: ':memory:',
    clock,
    keys: ['data-keys'],
    secrets: {},
  });
  onTestFinished(() => emulator.close());
  const options = {
    vaultUrl: emulator.url,
    credential: makeCredential({ insecureLoopback: true }, emulator.url),
    insecureLoopback: true,
  };
  return {
    secrets: makeSecrets({ ...options, pollIntervalMs: 5 }),
    wrapper: makeKeyWrapper({ ...options, keyName: 'data-keys' }),
  };
};

const worker: Worker = { name: 'contract', alive: true, skewMs: 0, frozenUntil: 0 };
const simulated = async (): Promise<Subject> => {
  const vault = { secrets: new Map<string, string>(), wrappingKey: randomBytes(32) };
  const gate = async <T>(_worker: Worker, _about: unknown, perform: () => T | Promise<T>) => perform();
  return { secrets: makeSecretsPort({ gate, vault }, worker), wrapper: makeVault(vault.wrappingKey) };
};

describe.each([
  ['the real vault’s adapters', real],
  ['the simulation’s vault', simulated],
])('%s', (_, open) => {
  it('keep, replace and delete secrets; what is not there is undefined, and deleting it is done', async () => {
    const { secrets } = await open();
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

  it('wrap a key so that only they unwrap it, by name and version', async () => {
    const { wrapper } = await open();
    const key = randomBytes(32);
    const { wrapped, keyId } = await wrapper.wrap(key);
    expect(keyId).toMatch(/^data-keys\/[0-9a-f]+$/);
    expect(Buffer.from(wrapped).includes(key)).toBe(false);
    expect(Buffer.from(await wrapper.unwrap(wrapped, keyId)).equals(key)).toBe(true);
    await expect(wrapper.unwrap(Buffer.from(wrapped).fill(7, 0, 8), keyId)).rejects.toThrow();
    const elsewhere = (await open()).wrapper;
    const own = await elsewhere.wrap(randomBytes(32));
    await expect(elsewhere.unwrap(wrapped, own.keyId)).rejects.toThrow();
  });
});
