import { gunzipSync, gzipSync } from 'node:zlib';
import type { Cipher } from '../../kernel/cipher.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { fromParts, toParts } from './json-columns.ts';
import { maxPropertyBytes, type Row, type RowAction } from './rows.ts';

/**
 * A list of values in as few rows as it fits, compressed and sealed; values stay whole. Each row is bound to its key,
 * so that it opens nowhere else, and says how many rows the list has, so that a reader knows when one is missing.
 */
export interface Packing {
  readonly cipher: Cipher;
  readonly kind: string;
  /** What the rows belong to, beside their key. */
  readonly owner: string;
}

/** Eleven full columns: a row has to stay below 1 MiB in base64, too, as it travels and as the emulator counts it. */
const maxPackedBytes = 11 * maxPropertyBytes;

const sealedAs = ({ kind, owner }: Packing, key: string) => ({ kind, id: `${owner}|${key}` });

/** One row at least, also for an empty list. Keys are `prefix` and a number. Throws where a single value is too large. */
export const packRows = async (
  packing: Packing,
  ctx: TenantContext,
  prefix: string,
  values: readonly unknown[],
): Promise<readonly (RowAction & { readonly kind: 'upsert' })[]> => {
  const pieces = compressed(values);
  return Promise.all(
    pieces.map(async (piece, n) => {
      const key = `${prefix}${String(n).padStart(3, '0')}`;
      const sealed = await packing.cipher.seal(ctx, sealedAs(packing, key), piece);
      return {
        kind: 'upsert',
        key,
        columns: { form: 'packed', of: pieces.length, ...toParts(sealed) },
      } as const;
    }),
  );
};

const compressed = (values: readonly unknown[]): readonly Uint8Array[] => {
  const bytes = gzipSync(JSON.stringify(values));
  if (bytes.length <= maxPackedBytes) return [bytes];
  if (values.length < 2) throw new Error('a value does not fit into a row');
  const half = Math.ceil(values.length / 2);
  return [...compressed(values.slice(0, half)), ...compressed(values.slice(half))];
};

export const unpackRow = async (
  packing: Packing,
  ctx: TenantContext,
  row: Row,
): Promise<readonly unknown[]> => {
  const packed = await packing.cipher.open(ctx, sealedAs(packing, row.key), fromParts(row.columns));
  return JSON.parse(gunzipSync(packed).toString()) as unknown[];
};

/** How many rows the list of this row has. */
export const rowsOfList = (row: Row): number => Number(row.columns['of']);
