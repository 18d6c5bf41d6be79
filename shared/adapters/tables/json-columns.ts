import { gunzipSync, gzipSync } from 'node:zlib';
import type { Cipher } from '../../kernel/cipher.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { type Columns, maxPropertyBytes } from './rows.ts';

/**
 * A value as columns: readable JSON in `json` while short, else compressed in `part0…`; sealed where it holds personal
 * data, in part where the rest is to stay readable. `form` says which, so that a row written under another rule still reads.
 */
const readableLimit = 30_000;

export const toParts = (bytes: Uint8Array): Columns => {
  const parts: Record<string, Uint8Array> = {};
  for (let at = 0, n = 0; at < bytes.length; at += maxPropertyBytes, n++) {
    parts[`part${n}`] = bytes.subarray(at, at + maxPropertyBytes);
  }
  return parts;
};

export const fromParts = (columns: Columns): Uint8Array => {
  const parts: Uint8Array[] = [];
  for (let n = 0; ; n++) {
    const part = columns[`part${n}`];
    if (!(part instanceof Uint8Array)) return Buffer.concat(parts);
    parts.push(part);
  }
};

export const toColumns = (value: unknown): Columns => {
  const json = JSON.stringify(value);
  if (json.length <= readableLimit) return { form: 'json', json };
  return { form: 'gzip', ...toParts(gzipSync(json)) };
};

export const fromColumns = (columns: Columns): unknown => {
  switch (columns['form']) {
    case 'json':
      return JSON.parse(String(columns['json']));
    case 'gzip':
      return JSON.parse(gunzipSync(fromParts(columns)).toString());
    default:
      throw new Error(`a row has the unknown form ${String(columns['form'])}`);
  }
};

export const toSealedColumns = async (
  cipher: Cipher,
  ctx: TenantContext,
  kind: string,
  id: string,
  value: unknown,
): Promise<Columns> => {
  const plain = gzipSync(JSON.stringify(value));
  return { form: 'sealed', ...toParts(await cipher.seal(ctx, { kind, id }, plain)) };
};

export const fromSealedColumns = async (
  cipher: Cipher,
  ctx: TenantContext,
  kind: string,
  id: string,
  columns: Columns,
): Promise<unknown> =>
  JSON.parse(gunzipSync(await cipher.open(ctx, { kind, id }, fromParts(columns))).toString());

/** The named fields sealed, the others readable beside them; an absent field is not sealed. */
export const toPartlySealedColumns = async (
  cipher: Cipher,
  ctx: TenantContext,
  kind: string,
  id: string,
  value: object,
  fields: ReadonlySet<string>,
): Promise<Columns> => {
  const [personal, open] = [true, false].map((sealed) =>
    Object.fromEntries(Object.entries(value).filter(([name]) => fields.has(name) === sealed)),
  );
  const json = JSON.stringify(open);
  if (json.length > readableLimit) throw new Error('too much of a row is to be readable');
  return { ...(await toSealedColumns(cipher, ctx, kind, id, personal)), form: 'partly-sealed', json };
};

/** A row of an entity that is sealed, wholly or in part, or was written before that kind was. */
export const fromAnyColumns = async (
  cipher: Cipher,
  ctx: TenantContext,
  kind: string,
  id: string,
  columns: Columns,
): Promise<unknown> => {
  switch (columns['form']) {
    case 'sealed':
      return fromSealedColumns(cipher, ctx, kind, id, columns);
    case 'partly-sealed': {
      const sealed = await fromSealedColumns(cipher, ctx, kind, id, columns);
      return { ...JSON.parse(String(columns['json'])), ...(sealed as object) };
    }
    default:
      return fromColumns(columns);
  }
};
