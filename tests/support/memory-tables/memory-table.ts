import type { TableClient, TableEntity, TransactionAction, UpdateMode } from '@azure/data-tables';
import { type Applied, applyAction } from './changes.ts';
import { makeFilter } from './filter.ts';
import { type MemoryRow, makeRows, refusal } from './rows.ts';

export interface TableCall {
  readonly operation:
    | 'getEntity'
    | 'listEntities'
    | 'createEntity'
    | 'upsertEntity'
    | 'updateEntity'
    | 'deleteEntity'
    | 'submitTransaction';
  readonly writes: boolean;
}

export interface MemoryTableOptions {
  /** Around every request to the service; carries it out at once unless told. */
  readonly send?: <T>(call: TableCall, perform: () => T) => Promise<T>;
  /** How many rows the next page may have at most; the service, too, ends pages as it likes. */
  readonly pageLimit?: () => number;
}

/** The rows of a table, kept in memory and shared by as many clients as there are instances. */
export const makeMemoryTable = (onChange: (changes: readonly Applied[]) => void = () => {}) => {
  const rows = makeRows();
  let changes = 0;
  const newEtag = () => `W/"datetime'2026-01-01T00%3A00%3A00.${String(++changes).padStart(7, '0')}Z'"`;

  /** All or nothing, as an entity group transaction is. */
  const apply = (actions: readonly TransactionAction[]) => {
    if (actions.length > 100) throw refusal(400, 'InvalidInput');
    const keys = new Set(actions.map(([, { partitionKey, rowKey }]) => `${partitionKey}\n${rowKey}`));
    if (keys.size < actions.length) throw refusal(400, 'InvalidDuplicateRow');
    const answers = actions.map((action) => applyAction(rows, action, newEtag));
    if (answers.reduce((sum, { bytes }) => sum + bytes, 0) > 4 * 1024 * 1024)
      throw refusal(413, 'RequestBodyTooLarge');
    for (const { applied } of answers) {
      if (applied.after === undefined) rows.remove(applied.partition, applied.key);
      else rows.put(applied.after);
    }
    onChange(answers.map(({ applied }) => applied));
    return answers.map(({ applied, status }) => ({
      status,
      rowKey: applied.key,
      ...(applied.after === undefined ? {} : { etag: applied.after.etag }),
    }));
  };

  return { rows, apply, all: (): readonly MemoryRow[] => [...rows.from()] };
};

export type MemoryTable = ReturnType<typeof makeMemoryTable>;

interface EtagChoice {
  readonly etag?: string;
}

const toEntity = ({ partition, key, etag, values }: MemoryRow, select?: readonly string[]) => {
  if (select === undefined) return { partitionKey: partition, rowKey: key, etag, ...values };
  const names = new Set(select);
  return {
    etag,
    ...(names.has('PartitionKey') ? { partitionKey: partition } : {}),
    ...(names.has('RowKey') ? { rowKey: key } : {}),
    ...Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name))),
  };
};

/**
 * The narrow part of `TableClient` that our adapters use, over rows in memory. Held to the service by
 * `table-client-contract.ts`, which Azurite fulfils as well; what is not here throws.
 */
export const makeMemoryTableClient = (
  { rows, apply }: MemoryTable,
  options: MemoryTableOptions = {},
): TableClient => {
  const send = options.send ?? (async <T>(_call: TableCall, perform: () => T): Promise<T> => perform());
  const write = async (operation: TableCall['operation'], action: TransactionAction) =>
    send({ operation, writes: true }, () => apply([action])[0]);
  const etagIn = (choice: EtagChoice | undefined) => ({ etag: choice?.etag ?? '*' });

  async function* pages(
    filterText: string | undefined,
    select: readonly string[] | undefined,
    maxPageSize: number,
  ) {
    const filter = makeFilter(filterText);
    let after: readonly [string, string] | undefined;
    let open = true;
    while (open) {
      const page = await send({ operation: 'listEntities', writes: false }, () => {
        const limit = Math.min(maxPageSize, 1000, options.pageLimit?.() ?? 1000);
        const found: MemoryRow[] = [];
        const candidates =
          filter.partition === undefined ? rows.from(after) : rows.within(filter.partition, after?.[1]);
        for (const row of candidates) {
          if (!filter.matches(row)) continue;
          found.push(row);
          if (found.length > limit) break;
        }
        const next = found[limit];
        return { items: found.slice(0, limit), next };
      });
      after = page.next === undefined ? undefined : [page.next.partition, page.next.key];
      open = page.next !== undefined;
      yield page.items.map((row) => toEntity(row, select));
    }
  }

  const client = {
    getEntity: async (partition: string, key: string) =>
      send({ operation: 'getEntity', writes: false }, () => {
        const row = rows.get(partition, key);
        if (row === undefined) throw refusal(404, 'ResourceNotFound');
        return toEntity(row);
      }),
    listEntities: ({
      queryOptions,
    }: {
      queryOptions?: { filter?: string; select?: readonly string[] };
    } = {}) => ({
      byPage: ({ maxPageSize = 1000 }: { maxPageSize?: number } = {}) =>
        pages(queryOptions?.filter, queryOptions?.select, maxPageSize),
    }),
    createEntity: async (entity: TableEntity) => ({ ...(await write('createEntity', ['create', entity])) }),
    upsertEntity: async (entity: TableEntity, mode: UpdateMode = 'Merge') => ({
      ...(await write('upsertEntity', ['upsert', entity, mode])),
    }),
    updateEntity: async (entity: TableEntity, mode: UpdateMode = 'Merge', choice?: EtagChoice) => ({
      ...(await write('updateEntity', ['update', entity, mode, etagIn(choice)])),
    }),
    deleteEntity: async (partitionKey: string, rowKey: string, choice?: EtagChoice) =>
      send({ operation: 'deleteEntity', writes: true }, () => {
        const row = rows.get(partitionKey, rowKey);
        const etag = choice?.etag ?? '*';
        if (row !== undefined && etag !== '*' && etag !== row.etag)
          throw refusal(412, 'UpdateConditionNotSatisfied');
        return { ...apply([['delete', { partitionKey, rowKey }]])[0] };
      }),
    submitTransaction: async (actions: TransactionAction[]) => {
      const [first] = actions;
      if (first === undefined) throw new Error('The transaction has no actions.');
      if (actions.some(([, { partitionKey }]) => partitionKey !== first[1].partitionKey))
        throw new Error('All operations in a transaction must target the same partitionKey');
      return send({ operation: 'submitTransaction', writes: true }, () => {
        const subResponses = apply(actions);
        return { status: 202, subResponses, getResponseForEntity: () => undefined };
      });
    },
  };
  return client as unknown as TableClient;
};
