import { createDecipheriv } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Table } from '../../../shared/adapters/tables/table.ts';

type Row = Record<string, unknown>;

const headLength = 3;
const nonceLength = 12;
const tagLength = 16;

/**
 * What a sealed value holds, whatever it is bound to: GCM is counter mode, so the tenant's key alone opens it. The composed
 * application's data keys rest unwrapped.
 */
const opened = (key: Uint8Array, bytes: Uint8Array): string => {
  if (bytes.length < headLength + nonceLength + tagLength || bytes[0] !== 1) return '';
  const nonce = bytes.subarray(headLength, headLength + nonceLength);
  const counter = Buffer.concat([nonce, Buffer.from([0, 0, 0, 2])]);
  const plain = createDecipheriv('aes-256-ctr', key, counter).update(
    bytes.subarray(headLength + nonceLength, bytes.length - tagLength),
  );
  try {
    return gunzipSync(plain).toString();
  } catch {
    return plain.toString('latin1');
  }
};

const binary = (row: Row): readonly Uint8Array[] => {
  const parts = Object.entries(row)
    .filter((entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array)
    .toSorted(([a], [b]) => (Number(a.replace(/\D/g, '')) || 0) - (Number(b.replace(/\D/g, '')) || 0));
  const bytes = parts.map(([, value]) => value);
  return bytes.length > 1 ? [Buffer.concat(bytes), ...bytes] : bytes;
};

/** Every row of one tenant as text, sealed or not: keys, columns, and what its key opens. */
export const openedRows = async (
  tables: Iterable<Pick<Table, 'listEntities'>>,
  tenant: string,
): Promise<readonly { readonly key: string; readonly text: string }[]> => {
  const rows: Row[] = [];
  for (const table of tables) {
    for await (const page of table.listEntities({ queryOptions: {} }).byPage({ maxPageSize: 1000 })) {
      rows.push(...(page as Row[]).filter((row) => String(row['partitionKey']).startsWith(tenant)));
    }
  }
  const keys = rows.flatMap((row) =>
    String(row['rowKey']).startsWith('data-key|') && row['wrapped'] instanceof Uint8Array
      ? [row['wrapped']]
      : [],
  );
  return rows.map((row) => {
    const texts = Object.values(row).filter((value) => typeof value === 'string');
    const sealed = binary(row).flatMap((bytes) => keys.map((key) => opened(key, bytes)));
    return { key: String(row['rowKey']), text: [...texts, ...sealed].join('\n') };
  });
};
