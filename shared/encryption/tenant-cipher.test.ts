import { describe, expect, it } from 'vitest';
import { freshTenant, testTables } from '../../tests/support/tables.ts';
import { makeDataKeyStore } from '../adapters/tables/data-keys.ts';
import { systemRandom } from '../kernel/ids.ts';
import type { KeyWrapper } from '../kernel/key-wrapper.ts';
import { sealWith } from './envelope.ts';
import { makeTenantCipher } from './tenant-cipher.ts';

const plain = Buffer.from('Anna Berger, +49 89 99998-801');
const as = { kind: 'contact', id: 'k1' };
const flipped = (byte: number) => byte ^ 0xff;

/** A vault that wraps by turning every bit; counts, fails and forgets as the test says. */
const makeFakeVault = () => {
  const control = { down: false, destroyed: false, unwraps: 0 };
  const wrapper: KeyWrapper = {
    wrap: async (key) => {
      if (control.down) throw new Error('vault down');
      return { wrapped: key.map(flipped), keyId: 'kek/1' };
    },
    unwrap: async (wrapped, keyId) => {
      control.unwraps++;
      if (control.down || control.destroyed || keyId !== 'kek/1') throw new Error('vault down');
      return wrapped.map(flipped);
    },
  };
  return { control, wrapper };
};

const open = async () => {
  const dataKeys = makeDataKeyStore((await testTables()).state);
  const { control, wrapper } = makeFakeVault();
  let now = 1_800_000_000_000;
  const instance = () =>
    makeTenantCipher({ dataKeys, wrapper, clock: { now: () => now }, random: systemRandom });
  const rotate = async (ctx: ReturnType<typeof freshTenant>, number: number) =>
    dataKeys.insert(ctx, { number, ...(await wrapper.wrap(systemRandom.bytes(32))) });
  const advance = (ms: number) => {
    now += ms;
  };
  return { dataKeys, control, instance, rotate, advance, ctx: freshTenant(), cipher: instance() };
};

describe('[S0] what is sealed', () => {
  it('opens again, in another instance too, and shows nothing of itself', async () => {
    const { cipher, instance, ctx } = await open();
    const sealed = await cipher.seal(ctx, as, plain);
    expect(Buffer.from(await cipher.open(ctx, as, sealed))).toEqual(plain);
    expect(Buffer.from(await instance().open(ctx, as, sealed))).toEqual(plain);
    expect(Buffer.from(sealed).includes('Anna')).toBe(false);
    expect(await cipher.seal(ctx, as, plain)).not.toEqual(sealed);
    expect(await cipher.open(ctx, as, await cipher.seal(ctx, as, new Uint8Array()))).toHaveLength(0);
  });

  it('does not open with any one byte changed, cut off or added', async () => {
    const { cipher, ctx } = await open();
    const sealed = await cipher.seal(ctx, as, plain);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at] = flipped(changed[at] ?? 0);
      await expect(cipher.open(ctx, as, changed)).rejects.toThrow();
    }
    for (const length of [0, 1, 3, 30, sealed.length - 1]) {
      await expect(cipher.open(ctx, as, sealed.subarray(0, length))).rejects.toThrow();
    }
    await expect(cipher.open(ctx, as, Buffer.concat([sealed, Buffer.of(0)]))).rejects.toThrow();
  });

  it('does not open as another kind, under another id, or for another tenant', async () => {
    const { cipher, ctx } = await open();
    const other = freshTenant();
    await cipher.seal(other, as, plain);
    const sealed = await cipher.seal(ctx, as, plain);
    await expect(cipher.open(ctx, { ...as, kind: 'snapshot' }, sealed)).rejects.toThrow();
    await expect(cipher.open(ctx, { ...as, id: 'k2' }, sealed)).rejects.toThrow();
    await expect(cipher.open(other, as, sealed)).rejects.toThrow();
  });

  it('is bound to its tenant even where two tenants had the same key', async () => {
    const { cipher, dataKeys, ctx } = await open();
    const sealed = await cipher.seal(ctx, as, plain);
    const other = freshTenant();
    for (const key of await dataKeys.all(ctx)) await dataKeys.insert(other, key);
    await expect(cipher.open(other, as, sealed)).rejects.toThrow();
  });
});

describe('the data keys of a tenant', () => {
  it('are one, however many instances make the first at once', async () => {
    const { instance, dataKeys, ctx } = await open();
    const instances = Array.from({ length: 6 }, instance);
    const sealed = await Promise.all(instances.map((cipher) => cipher.seal(ctx, as, plain)));
    expect(await dataKeys.all(ctx)).toHaveLength(1);
    for (const each of sealed) {
      for (const cipher of instances) expect(Buffer.from(await cipher.open(ctx, as, each))).toEqual(plain);
    }
  });

  it('are told apart by number: the newest seals, the former ones still open, also in an instance that knows neither', async () => {
    const { cipher, instance, rotate, advance, dataKeys, ctx } = await open();
    const old = await cipher.seal(ctx, as, plain);
    expect(await rotate(ctx, 2)).toBe(true);
    expect(await rotate(ctx, 2)).toBe(false);
    await rotate(ctx, 10);
    expect((await dataKeys.all(ctx)).map(({ number }) => number)).toEqual([1, 2, 10]);
    const fresh = await instance().seal(ctx, as, plain);
    expect([old[2], fresh[2]]).toEqual([1, 10]);
    expect(Buffer.from(await cipher.open(ctx, as, fresh))).toEqual(plain);
    advance(15 * 60_000);
    expect((await cipher.seal(ctx, as, plain))[2]).toBe(10);
    expect(Buffer.from(await cipher.open(ctx, as, old))).toEqual(plain);
  });

  it('of which one is not there any more leave what it sealed closed', async () => {
    const { cipher, ctx } = await open();
    await cipher.seal(ctx, as, plain);
    const sealed = sealWith(systemRandom.bytes(32), 300, systemRandom.bytes(12), '', plain);
    await expect(cipher.open(ctx, as, sealed)).rejects.toThrow('data key of this value is gone');
  });

  it('are asked of the vault once per quarter of an hour; destroyed there, they open nothing afterwards', async () => {
    const { cipher, control, advance, ctx } = await open();
    const sealed = await cipher.seal(ctx, as, plain);
    control.unwraps = 0;
    await Promise.all(Array.from({ length: 20 }, () => cipher.open(ctx, as, sealed)));
    expect(control.unwraps).toBe(0);
    control.destroyed = true;
    advance(15 * 60_000 - 1);
    expect(Buffer.from(await cipher.open(ctx, as, sealed))).toEqual(plain);
    advance(1);
    await expect(cipher.open(ctx, as, sealed)).rejects.toThrow('vault down');
  });

  it('that the vault did not unwrap are asked for again: a failure is not kept', async () => {
    const { cipher, instance, control, ctx } = await open();
    control.down = true;
    await expect(cipher.seal(ctx, as, plain)).rejects.toThrow('vault down');
    control.down = false;
    const sealed = await cipher.seal(ctx, as, plain);
    const fresh = instance();
    control.down = true;
    await expect(fresh.open(ctx, as, sealed)).rejects.toThrow('vault down');
    control.down = false;
    expect(Buffer.from(await fresh.open(ctx, as, sealed))).toEqual(plain);
  });
});
