import { RestError, type TransactionAction } from '@azure/data-tables';
import { ServiceError } from '../../kernel/service-error.ts';
import type { Table } from './table.ts';

/** A row as the table service has it: own properties beside the two keys. */
export type Columns = Readonly<Record<string, string | number | boolean | Uint8Array>>;
export interface Row {
  readonly partition: string;
  readonly key: string;
  readonly etag: string;
  readonly columns: Columns;
}

/** Service limits (Azure Table Storage): the local emulator does not enforce the first, so it is checked here. */
export const maxEntityBytes = 1024 * 1024;
export const maxPropertyBytes = 64 * 1024;
export const maxTransactionRows = 100;
export const maxTransactionBytes = 4 * 1024 * 1024;

export const bytesOf = (columns: Columns): number => {
  let bytes = 0;
  for (const [name, value] of Object.entries(columns)) {
    const size =
      typeof value === 'string' ? value.length * 2 : value instanceof Uint8Array ? value.length : 8;
    if (size > maxPropertyBytes) throw new Error(`column ${name} is over ${maxPropertyBytes} bytes`);
    bytes += size + name.length * 2 + 8;
  }
  if (bytes > maxEntityBytes) throw new Error(`the row is over ${maxEntityBytes} bytes`);
  return bytes;
};

const statusOf = (error: unknown): number | undefined =>
  error instanceof RestError ? error.statusCode : undefined;

/** Runs a call and turns the statuses that are expected answers into them; the rest is the service failing. */
export const whenStatus = async <T, U>(
  call: () => Promise<T>,
  answers: Readonly<Record<number, U>>,
): Promise<T | U> => {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    if (status !== undefined && Object.hasOwn(answers, status)) return answers[status] as U;
    if (isTransient(error)) throw new ServiceError('table storage', { cause: error });
    throw error;
  }
};

/** No answer, throttled or a fault at the service: the call may or may not have had its effect. */
export const isTransient = (error: unknown): boolean => {
  const status = statusOf(error);
  if (error instanceof RestError && status === undefined) return true;
  return status !== undefined && (status === 408 || status === 429 || status >= 500);
};

type Entity = Record<string, unknown> & { partitionKey?: string; rowKey?: string; etag?: string };

export const toRow = (entity: Entity): Row => {
  const { partitionKey, rowKey, etag, timestamp: _timestamp, ...rest } = entity;
  const columns = Object.fromEntries(
    Object.entries(rest).filter(([name]) => !name.startsWith('odata.')),
  ) as Columns;
  return { partition: partitionKey ?? '', key: rowKey ?? '', etag: etag ?? '', columns };
};

export const readRow = async (table: Table, partition: string, key: string): Promise<Row | undefined> => {
  const entity = await whenStatus(() => table.getEntity<Entity>(partition, key), { 404: undefined });
  return entity === undefined ? undefined : toRow(entity);
};

export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Rows of one partition whose keys lie in [from, to), in key order. */
export const rangeFilter = (partition: string, from: string, to: string): string =>
  `PartitionKey eq ${quoted(partition)} and RowKey ge ${quoted(from)} and RowKey lt ${quoted(to)}`;

/** Smallest key after every key that begins with the prefix. Keys are plain ASCII. */
export const afterPrefix = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);

/** `pageSize`: rows in memory at a time; 1000 is the service's most. */
export async function* queryRows(
  table: Table,
  filter: string,
  select?: string[],
  pageSize = 1000,
): AsyncIterable<Row> {
  const queryOptions = select === undefined ? { filter } : { filter, select };
  const pages = table.listEntities<Entity>({ queryOptions }).byPage({ maxPageSize: pageSize });
  try {
    for await (const page of pages) for (const entity of page) yield toRow(entity);
  } catch (error) {
    if (isTransient(error)) throw new ServiceError('table storage', { cause: error });
    throw error;
  }
}

/** The first rows that a filter finds, at most `limit`; none only where there is none. */
export const pageOfRows = async (
  table: Table,
  filter: string,
  limit: number,
  select?: string[],
): Promise<readonly Row[]> => {
  const queryOptions = { ...(filter === '' ? {} : { filter }), ...(select === undefined ? {} : { select }) };
  const read = async () => {
    // The service may answer an empty page that only says where to go on.
    for await (const page of table.listEntities<Entity>({ queryOptions }).byPage({ maxPageSize: limit })) {
      if (page.length > 0) return page.map((entity) => toRow(entity));
    }
    return [];
  };
  return whenStatus(read, {});
};

export type RowAction =
  | { readonly kind: 'insert' | 'upsert'; readonly key: string; readonly columns: Columns }
  | { readonly kind: 'replace'; readonly key: string; readonly columns: Columns; readonly etag: string }
  | { readonly kind: 'remove'; readonly key: string };

export const toTransactionAction = (partition: string, action: RowAction): TransactionAction => {
  const keys = { partitionKey: partition, rowKey: action.key };
  switch (action.kind) {
    case 'insert':
      return ['create', { ...keys, ...action.columns }];
    case 'upsert':
      return ['upsert', { ...keys, ...action.columns }, 'Replace'];
    case 'replace':
      return ['update', { ...keys, ...action.columns }, 'Replace', { etag: action.etag }];
    case 'remove':
      return ['delete', keys];
  }
};
