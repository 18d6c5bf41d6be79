import { expect, it } from 'vitest';
import { makeTestClock } from '../../tests/support/mailbox-run.ts';
import { freshTenant, testTables } from '../../tests/support/tables.ts';
import { makeDataKeyStore } from '../adapters/tables/data-keys.ts';
import { systemRandom } from '../kernel/ids.ts';
import type { KeyWrapper } from '../kernel/key-wrapper.ts';
import { makeTenantCipher } from './tenant-cipher.ts';

const wrapper: KeyWrapper = {
  wrap: async (key) => ({ wrapped: key, keyId: 'kek/1' }),
  unwrap: async (wrapped) => wrapped,
};

const open = async () => {
  const dataKeys = makeDataKeyStore((await testTables()).state);
  const instance = () =>
    makeTenantCipher({ dataKeys, wrapper, clock: makeTestClock(), random: systemRandom });
  const rotate = async (ctx: ReturnType<typeof freshTenant>, number: number) =>
    dataKeys.insert(ctx, { number, ...(await wrapper.wrap(systemRandom.bytes(32))) });
  return { instance, rotate, ctx: freshTenant() };
};

const number = '+49899999801';

it('[T5] the same text has the same hash in every instance, and 128 bits of it are kept', async () => {
  const { instance, ctx } = await open();
  const first = await instance().keyedHash(ctx, 'erased');
  const again = await instance().keyedHash(ctx, 'erased');
  expect(first.hash(number)).toMatch(/^[0-9a-f]{32}$/);
  expect(again.hash(number)).toBe(first.hash(number));
  expect(first.hash(`${number} `)).not.toBe(first.hash(number));
});

it('[T5] another use and another company have other hashes: nothing can be compared across them', async () => {
  const { instance, ctx } = await open();
  const cipher = instance();
  const hashes = await Promise.all([
    cipher.keyedHash(ctx, 'erased'),
    cipher.keyedHash(ctx, 'other'),
    cipher.keyedHash(freshTenant(), 'erased'),
  ]);
  expect(new Set(hashes.map(({ hash }) => hash(number))).size).toBe(3);
});

it('[T5] under a new data key old hashes are still found, by the number of the key they were made with', async () => {
  const { instance, rotate, ctx } = await open();
  const before = await instance().keyedHash(ctx, 'erased');
  await rotate(ctx, before.keyNumber + 1);
  const after = await instance().keyedHash(ctx, 'erased');
  expect(after.keyNumber).toBe(before.keyNumber + 1);
  expect(after.hash(number)).not.toBe(before.hash(number));
  const old = await instance().keyedHash(ctx, 'erased', before.keyNumber);
  expect([old.keyNumber, old.hash(number)]).toEqual([before.keyNumber, before.hash(number)]);
  await expect(instance().keyedHash(ctx, 'erased', 99)).rejects.toThrow('gone');
});
