import { RestError } from '@azure/data-tables';

export type Values = Readonly<Record<string, unknown>>;

export interface MemoryRow {
  readonly partition: string;
  readonly key: string;
  readonly etag: string;
  readonly values: Values;
}

/** What a row of an entity says in clear; undefined for a deleted one, a long one, and one that is sealed whole. */
export const readableRow = <T>(row: MemoryRow | undefined): T | undefined =>
  row?.values['form'] === 'json' || row?.values['form'] === 'partly-sealed'
    ? (JSON.parse(String(row.values['json'])) as T)
    : undefined;

/** Service limits that the in-memory version enforces as the service does. */
const maxRowBytes = 1024 * 1024;
const maxPropertyBytes = 64 * 1024;

export const refusal = (status: number, code: string): RestError =>
  new RestError(code, { statusCode: status, code });

const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length * 2;
  return value instanceof Uint8Array ? value.length : 8;
};

export const guardRow = (values: Values): number => {
  let bytes = 0;
  for (const [name, value] of Object.entries(values)) {
    const size = sizeOf(value);
    if (size > maxPropertyBytes) throw refusal(400, 'PropertyValueTooLarge');
    bytes += size + name.length * 2 + 8;
  }
  if (bytes > maxRowBytes) throw refusal(400, 'EntityTooLarge');
  return bytes;
};

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The rows of one table, each partition in key order. Changes are whole: a row is replaced, never altered. */
export const makeRows = () => {
  const partitions = new Map<string, { rows: Map<string, MemoryRow>; sorted: string[] | undefined }>();
  return {
    get: (partition: string, key: string) => partitions.get(partition)?.rows.get(key),
    put: (row: MemoryRow): void => {
      const known = partitions.get(row.partition) ?? { rows: new Map(), sorted: undefined };
      if (!known.rows.has(row.key)) known.sorted = undefined;
      known.rows.set(row.key, row);
      partitions.set(row.partition, known);
    },
    remove: (partition: string, key: string): void => {
      const known = partitions.get(partition);
      if (known?.rows.delete(key) !== true) return;
      known.sorted = undefined;
      if (known.rows.size === 0) partitions.delete(partition);
    },
    /** In order of partition and key, from the given place on. */
    *from(after?: readonly [partition: string, key: string]): Iterable<MemoryRow> {
      for (const partition of [...partitions.keys()].sort(before)) {
        if (after !== undefined && partition < after[0]) continue;
        yield* this.within(partition, after?.[0] === partition ? after[1] : undefined);
      }
    },
    *within(partition: string, after?: string): Iterable<MemoryRow> {
      const known = partitions.get(partition);
      if (known === undefined) return;
      known.sorted ??= [...known.rows.keys()].sort(before);
      for (const key of known.sorted) {
        if (after !== undefined && key < after) continue;
        const row = known.rows.get(key);
        if (row !== undefined) yield row;
      }
    },
  };
};

export type Rows = ReturnType<typeof makeRows>;
