import { createHmac, hkdfSync } from 'node:crypto';
import type { Cipher, SealedAs } from '../kernel/cipher.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Random, TenantId } from '../kernel/ids.ts';
import type { KeyWrapper } from '../kernel/key-wrapper.ts';
import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { keyNumberOf, nonceLength, openWith, sealWith } from './envelope.ts';

export interface WrappedKey {
  readonly number: number;
  readonly wrapped: Uint8Array;
  /** Names the vault key that unwraps it. */
  readonly keyId: string;
}

export interface DataKeyStore {
  all(ctx: TenantContext): Promise<readonly WrappedKey[]>;
  /** False where a key of this number exists already: another instance was faster. */
  insert(ctx: TenantContext, key: WrappedKey): Promise<boolean>;
}

/** How long an instance keeps an unwrapped key in memory. */
export const keyMemoryMs = 15 * 60_000;

type Keys = ReadonlyMap<number, Uint8Array>;

/** Some 400 bytes each. */
const mostKept = 20_000;

/**
 * Seals with the tenant's newest data key, made at its first use. Unwrapped keys are kept in memory for `keepMs`, so the
 * vault is asked about once per tenant, instance and that time; afterwards a destroyed key no longer opens anything here.
 */
export const makeTenantCipher = (deps: {
  readonly dataKeys: DataKeyStore;
  readonly wrapper: KeyWrapper;
  readonly clock: Clock;
  readonly random: Random;
  readonly keepMs?: number;
}): Cipher & KeyedHashes => {
  const keepMs = deps.keepMs ?? keyMemoryMs;
  const kept = new Map<TenantId, { readonly until: number; readonly keys: Promise<Keys> }>();

  const unwrapAll = async (ctx: TenantContext): Promise<Keys> => {
    const stored = await deps.dataKeys.all(ctx);
    const keys = await Promise.all(
      stored.map(async (key) => [key.number, await deps.wrapper.unwrap(key.wrapped, key.keyId)] as const),
    );
    return new Map(keys);
  };

  const keysOf = (ctx: TenantContext, fresh = false): Promise<Keys> => {
    const now = deps.clock.now();
    const known = kept.get(ctx.tenantId);
    if (!fresh && known !== undefined && known.until > now) return known.keys;
    // The oldest lie in front: a night over thousands of tenants does not look at all of them for each.
    for (const [tenant, { until }] of kept) {
      if (until > now && kept.size < mostKept) break;
      kept.delete(tenant);
    }
    const keys = unwrapAll(ctx);
    const entry = { until: now + keepMs, keys };
    kept.delete(ctx.tenantId);
    kept.set(ctx.tenantId, entry);
    // A failure is not kept, and takes nothing away that was read since.
    keys.catch(() => kept.get(ctx.tenantId) === entry && kept.delete(ctx.tenantId));
    return keys;
  };

  const newest = async (ctx: TenantContext): Promise<readonly [number, Uint8Array]> => {
    let keys = await keysOf(ctx);
    if (keys.size === 0) {
      const wrapped = await deps.wrapper.wrap(deps.random.bytes(32));
      await deps.dataKeys.insert(ctx, { number: 1, ...wrapped });
      keys = await keysOf(ctx, true);
    }
    const last = [...keys].sort(([a], [b]) => a - b).at(-1);
    if (last === undefined) throw new Error('the tenant has no data key');
    return last;
  };

  const numbered = async (ctx: TenantContext, number: number): Promise<Uint8Array> => {
    const key = (await keysOf(ctx)).get(number) ?? (await keysOf(ctx, true)).get(number);
    if (key === undefined) throw new Error('the data key of this value is gone');
    return key;
  };

  const associated = (ctx: TenantContext, as: SealedAs) => `${ctx.tenantId}|${as.kind}|${as.id}`;

  return {
    seal: async (ctx, as, plain) => {
      const [number, key] = await newest(ctx);
      return sealWith(key, number, deps.random.bytes(nonceLength), associated(ctx, as), plain);
    },
    open: async (ctx, as, sealed) => {
      const key = await numbered(ctx, keyNumberOf(sealed));
      return openWith(key, associated(ctx, as), sealed);
    },
    keyedHash: async (ctx, use, keyNumber) => {
      const [number, key] =
        keyNumber === undefined ? await newest(ctx) : ([keyNumber, await numbered(ctx, keyNumber)] as const);
      const derived = Buffer.from(hkdfSync('sha256', key, '', `keyed hash|${ctx.tenantId}|${use}`, 32));
      return {
        keyNumber: number,
        hash: (text) => createHmac('sha256', derived).update(text).digest('hex').slice(0, 32),
      };
    },
  };
};
