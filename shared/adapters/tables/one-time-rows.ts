import type { Clock } from '../../kernel/clock.ts';
import { removeRows } from './row-batches.ts';
import { queryRows, type Row, readRow, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/** Rows under the hash of a secret that comes back once. Partition: `kind|` and the first digits of the hash. */
export interface OneTimeRows {
  put(
    hash: string,
    columns: Readonly<Record<string, string | number>> & { readonly expiresAt: number },
  ): Promise<void>;
  /** Of all calls with one hash exactly one is given the row. */
  take(hash: string): Promise<Row['columns'] | undefined>;
}

const longestPast = 24 * 60 * 60 * 1000;

export const makeOneTimeRows = (deps: {
  readonly table: Table;
  readonly clock: Clock;
  readonly kind: string;
}): OneTimeRows => {
  const { table, clock, kind } = deps;
  const partitionOf = (hash: string) => `${kind}|${hash.slice(0, 2)}`;

  /** What nobody came back for: the partition is small, so that looking costs one operation. */
  const sweep = async (partition: string): Promise<void> => {
    const over = clock.now() - longestPast;
    const keys: string[] = [];
    const filter = `PartitionKey eq '${partition}'`;
    for await (const row of queryRows(table, filter, ['PartitionKey', 'RowKey', 'expiresAt'])) {
      if (Number(row.columns['expiresAt']) < over) keys.push(row.key);
    }
    await removeRows(table, partition, keys);
  };

  return {
    put: async (hash, columns) => {
      const partitionKey = partitionOf(hash);
      await whenStatus(() => table.upsertEntity({ partitionKey, rowKey: hash, ...columns }, 'Replace'), {});
      await sweep(partitionKey);
    },
    take: async (hash) => {
      const partition = partitionOf(hash);
      const row = await readRow(table, partition, hash);
      if (row === undefined) return undefined;
      // Under the ETag read: whoever deletes it has it.
      const mine = await whenStatus(
        async () => {
          await table.deleteEntity(partition, hash, { etag: row.etag });
          return true;
        },
        { 404: false, 412: false },
      );
      return mine ? row.columns : undefined;
    },
  };
};
