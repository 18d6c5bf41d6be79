import * as z from 'zod';
import type { SnapshotInfo } from '../../shares/snapshot.ts';
import { fromColumns, toColumns } from './json-columns.ts';
import { readRow, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/** The one row of a share that names its newest versions: what it does not name is not there. */
const headKey = 'versions';
const keptVersions = 3;

const keptSchema = z.strictObject({
  version: z.string(),
  count: z.number().int(),
  takenAt: z.string(),
  trimmed: z.record(z.string(), z.number()),
  merged: z.number().int().optional(),
  /** Which rows hold it, and how many they are. */
  save: z.string(),
  rows: z.number().int(),
});
const headSchema = z.strictObject({ versions: z.array(keptSchema) });

export type KeptVersion = z.infer<typeof keptSchema>;

export const makeSnapshotHeads = (table: Table) => {
  const read = async (partition: string) => {
    const row = await readRow(table, partition, headKey);
    if (row === undefined) return { versions: [] as readonly KeptVersion[] };
    return { etag: row.etag, versions: headSchema.parse(fromColumns(row.columns)).versions };
  };

  /** False where another worker has written the head since it was read. */
  const write = async (partition: string, versions: readonly KeptVersion[], etag: string | undefined) => {
    const row = { partitionKey: partition, rowKey: headKey, ...toColumns({ versions }) };
    const call = () =>
      etag === undefined ? table.createEntity(row) : table.updateEntity(row, 'Replace', { etag });
    return whenStatus(() => call().then(() => true), { 404: false, 409: false, 412: false });
  };

  return {
    read,
    write,
    /**
     * Makes this version the newest. Its rows are written before the head names them, and only if it does not name some
     * of the same version already. Answers the rows that count, and the versions that the head has forgotten.
     */
    put: async (
      partition: string,
      info: SnapshotInfo,
      writeRows: () => Promise<Pick<KeptVersion, 'save' | 'rows'>>,
    ): Promise<{ readonly kept: KeptVersion; readonly dropped: readonly KeptVersion[] }> => {
      let written: Pick<KeptVersion, 'save' | 'rows'> | undefined;
      const writtenOnce = async () => {
        written ??= await writeRows();
        return written;
      };
      for (;;) {
        const { etag, versions } = await read(partition);
        const known = versions.find(({ version }) => version === info.version);
        const { save, rows } = known ?? (await writtenOnce());
        const kept = { ...info, save, rows };
        const others = versions.filter((each) => each !== known);
        const wanted = [kept, ...others].slice(0, keptVersions);
        if (await write(partition, wanted, etag)) return { kept, dropped: others.slice(keptVersions - 1) };
      }
    },
    remove: async (partition: string) => {
      await whenStatus(() => table.deleteEntity(partition, headKey), { 404: undefined });
    },
  };
};
