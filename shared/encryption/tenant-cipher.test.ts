import { describe, expect, it, vi } from 'vitest';
import { freshTenant, testTables } from '../../tests/support/tables.ts';
import { makeDataKeyStore } from '../adapters/tables/data-keys.ts';
import { systemRandom } from '../kernel/ids.ts';
import type { KeyWrapper } from '../kernel/key-wrapper.ts';
import { sealWith } from './envelope.ts';
import { type DataKeyStore, keyMemoryMs, makeTenantCipher, type WrappedKey } from './tenant-cipher.ts';

const plain = Buffer.from('Anna Berger, +49 89 99998-801');
const as = { kind: 'contact', id: 'k1' };
const flipped = (byte: number) => byte ^ 0xff;

/** A vault that wraps by turning every bit; counts, fails and forgets as the test says. */
const makeFakeVault = () => {
  const control = { down: false, destroyed: false, wraps: 0, unwraps: 0 };
  const wrapper: KeyWrapper = {
    wrap: async (key) => {
      control.wraps++;
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

  it('are made once, and those of one tenant do not drive out those of another', async () => {
    const { cipher, control, advance, ctx } = await open();
    const sealed = await cipher.seal(ctx, as, plain);
    advance(60_000);
    await cipher.seal(freshTenant(), as, plain);
    expect(control).toMatchObject({ wraps: 2, unwraps: 2 });
    expect(Buffer.from(await cipher.open(ctx, as, sealed))).toEqual(plain);
    await cipher.seal(ctx, as, plain);
    expect(control).toMatchObject({ wraps: 2, unwraps: 2 });
  });
});

/** An instance over keys that the test holds in its hand, in whatever order the store tells them. */
const over = (stored: WrappedKey[], wrapper: KeyWrapper, insert: DataKeyStore['insert']) => {
  const time = { now: 1_800_000_000_000 };
  const dataKeys: DataKeyStore = { all: async () => [...stored], insert };
  const cipher = makeTenantCipher({
    dataKeys,
    wrapper,
    clock: { now: () => time.now },
    random: systemRandom,
  });
  return { time, cipher, ctx: freshTenant() };
};
const wrappedKey = (number: number): WrappedKey => ({
  number,
  wrapped: systemRandom.bytes(32),
  keyId: 'kek/1',
});

describe('a tenant’s data key', () => {
  it('is the newest, in whatever order the store tells them', async () => {
    const { cipher, ctx } = over([1, 10, 2].map(wrappedKey), makeFakeVault().wrapper, async () => false);
    expect((await cipher.seal(ctx, as, plain))[2]).toBe(10);
  });

  it('that the store did not keep seals nothing', async () => {
    const { cipher, ctx } = over([], makeFakeVault().wrapper, async () => true);
    await expect(cipher.seal(ctx, as, plain)).rejects.toThrow('the tenant has no data key');
  });

  it('that the vault refused late does not take away what was read since', async () => {
    const asked: { resolve: (key: Uint8Array) => void; reject: (error: Error) => void }[] = [];
    const { wrap } = makeFakeVault().wrapper;
    const unwrap = () => new Promise<Uint8Array>((resolve, reject) => asked.push({ resolve, reject }));
    const { cipher, time, ctx } = over([wrappedKey(1)], { wrap, unwrap }, async () => false);
    const untilAsked = (times: number) =>
      vi.waitFor(() => expect(asked).toHaveLength(times), { interval: 1 });
    const first = cipher.seal(ctx, as, plain);
    await untilAsked(1);
    time.now += keyMemoryMs;
    const second = cipher.seal(ctx, as, plain);
    await untilAsked(2);
    asked[1]?.resolve(systemRandom.bytes(32));
    const sealed = await second;
    asked[0]?.reject(new Error('vault down'));
    await expect(first).rejects.toThrow('vault down');
    expect(Buffer.from(await cipher.open(ctx, as, sealed))).toEqual(plain);
    expect(asked).toHaveLength(2);
  });
});
