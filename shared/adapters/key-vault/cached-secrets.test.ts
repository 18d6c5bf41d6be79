import { beforeEach, describe, expect, it } from 'vitest';
import type { Secrets } from '../../kernel/secrets.ts';
import { makeCachedSecrets } from './cached-secrets.ts';

let now = 0;
let reads = 0;
let failing = false;
let values: Map<string, string>;
let cached: Secrets;

beforeEach(() => {
  now = 0;
  reads = 0;
  failing = false;
  values = new Map([['smtp', 'first']]);
  const vault: Secrets = {
    get: async (name) => {
      reads += 1;
      if (failing) throw new Error('down');
      return values.get(name);
    },
    set: async (name, value) => void values.set(name, value),
    delete: async (name) => void values.delete(name),
  };
  cached = makeCachedSecrets(vault, { clock: { now: () => now }, ttlMs: 60_000 });
});

describe('cached secrets', () => {
  it('ask the vault once within the time, however many ask', async () => {
    expect(await Promise.all([cached.get('smtp'), cached.get('smtp')])).toEqual(['first', 'first']);
    now = 59_999;
    await cached.get('smtp');
    expect(reads).toBe(1);
  });

  it('see a rotated value when the time is over', async () => {
    await cached.get('smtp');
    values.set('smtp', 'second');
    now = 60_000;
    expect(await cached.get('smtp')).toBe('second');
  });

  it('see their own change at once', async () => {
    await cached.get('smtp');
    await cached.set('smtp', 'second');
    expect(await cached.get('smtp')).toBe('second');
    await cached.delete('smtp');
    expect(await cached.get('smtp')).toBeUndefined();
  });

  it('keep neither a failure nor an absence', async () => {
    failing = true;
    await expect(cached.get('smtp')).rejects.toThrow('down');
    failing = false;
    expect(await cached.get('smtp')).toBe('first');
    expect(await cached.get('new')).toBeUndefined();
    values.set('new', 'there');
    expect(await cached.get('new')).toBe('there');
  });

  it('hold a bounded number of secrets', async () => {
    for (let index = 0; index < 600; index += 1) {
      values.set(`s${index}`, 'x');
      await cached.get(`s${index}`);
    }
    reads = 0;
    await cached.get('s599');
    expect(reads).toBe(0);
    await cached.get('s0');
    expect(reads).toBe(1);
  });
});
