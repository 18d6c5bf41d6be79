import type { Cipher } from '../../kernel/cipher.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Random, TenantId } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { fromParts, toParts } from './json-columns.ts';
import { readRow, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/** As long as an instance keeps the data key that opens it. */
const keepMs = 15 * 60_000;
const mostKept = 10_000;
const rowKey = 'app-secret';
const sealedAs = { kind: 'app-secret', id: 'self' };

/**
 * A secret of the tenant for keyed hashes, drawn at its first use and sealed with the data key: it outlives a change of
 * that key and goes with its destruction. Costs one read per tenant, instance and quarter of an hour.
 */
export const makeTenantSecret = (deps: {
  readonly table: Table;
  readonly cipher: Cipher;
  readonly clock: Clock;
  readonly random: Random;
  readonly partitionOf: (ctx: TenantContext) => string;
}) => {
  const { table, cipher, clock, random, partitionOf } = deps;
  const kept = new Map<TenantId, { readonly until: number; readonly secret: Uint8Array }>();

  const stored = async (ctx: TenantContext): Promise<Uint8Array | undefined> => {
    const row = await readRow(table, partitionOf(ctx), rowKey);
    return row && cipher.open(ctx, sealedAs, fromParts(row.columns));
  };
  const drawn = async (ctx: TenantContext): Promise<Uint8Array | undefined> => {
    const sealed = await cipher.seal(ctx, sealedAs, random.bytes(32));
    const entity = { partitionKey: partitionOf(ctx), rowKey, ...toParts(sealed) };
    // Whoever came first has drawn it.
    await whenStatus(() => table.createEntity(entity), { 409: undefined });
    return stored(ctx);
  };
  const remember = (ctx: TenantContext, secret: Uint8Array): Uint8Array => {
    if (kept.size >= mostKept) kept.clear();
    kept.set(ctx.tenantId, { until: clock.now() + keepMs, secret });
    return secret;
  };
  const known = async (ctx: TenantContext): Promise<Uint8Array | undefined> => {
    const held = kept.get(ctx.tenantId);
    if (held !== undefined && held.until > clock.now()) return held.secret;
    kept.delete(ctx.tenantId);
    const secret = await stored(ctx);
    return secret && remember(ctx, secret);
  };

  return {
    /** Undefined where nothing was ever hashed with one. */
    known,
    needed: async (ctx: TenantContext): Promise<Uint8Array> => {
      const secret = (await known(ctx)) ?? (await drawn(ctx));
      if (secret === undefined) throw new Error('a secret that was just kept is gone');
      return remember(ctx, secret);
    },
  };
};
