import { expect, it } from 'vitest';
import { systemRandom } from '../kernel/ids.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { makeVaultKey, vaultKeys } from './vault-key.ts';

const open = (faults: Partial<Secrets> = {}) => {
  const kept = new Map<string, string>();
  const secrets: Secrets = {
    get: async (name) => kept.get(name),
    set: async (name, value) => void kept.set(name, value),
    delete: async (name) => void kept.delete(name),
    ...faults,
  };
  const instance = () => makeVaultKey({ secrets, random: systemRandom }, vaultKeys.shareCapability);
  return { kept, instance };
};

it('[H3] a key of our own is 256 bits, made at its first use and the same ever after, in every instance', async () => {
  const { kept, instance } = open();
  const key = await instance()();
  expect(key).toHaveLength(32);
  expect(await instance()()).toEqual(key);
  expect([...kept]).toEqual([['share-capability-key', Buffer.from(key).toString('base64')]]);
});

it('instances that make the first key in step all use the one that stayed', async () => {
  const { kept, instance } = open();
  const keys = await Promise.all(Array.from({ length: 4 }, () => instance()()));
  const stayed = Buffer.from(kept.get('share-capability-key') ?? '', 'base64');
  expect(keys).toEqual(Array.from({ length: 4 }, () => stayed));
});

it('no key is used that the vault did not keep, and its failure is told as it is', async () => {
  const forgetful = open({ set: async () => {} });
  await expect(forgetful.instance()()).rejects.toThrow('does not keep share-capability-key');
  const down = open({ get: () => Promise.reject(new Error('vault down')) });
  await expect(down.instance()()).rejects.toThrow('vault down');
});
