import { gunzipSync } from 'node:zlib';
import type { Cipher } from '../../kernel/cipher.ts';
import type { Random, ShareId } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { OfferedSnapshot } from '../../shares/snapshot.ts';
import { RowsGone } from './contact-rows.ts';
import { fromParts } from './json-columns.ts';
import { packRows, unpackRow } from './packed-rows.ts';
import { queryRows, rangeFilter, whenStatus } from './rows.ts';
import type { KeptVersion } from './snapshot-heads.ts';
import type { Table } from './table.ts';

/**
 * The rows of a version: lists of its contacts, each compressed and sealed by itself, so that never more than one of them is
 * in memory; before the first contact stands what else the version has. Two workers may save one version at once: rows bear
 * the name of their save, so that those of two never meet.
 */
/** Some 700 KB of JSON: what is done with a list ends before it counts as old, and memory stays low. */
const listLength = 1000;

export const allRows = 'snapshot|';
export const versionRows = (version: string) => `${allRows}${version}|`;
export const rowsOf = ({ version, save }: Pick<KeptVersion, 'version' | 'save'>) =>
  `${versionRows(version)}${save}|`;

function* listsOf({ contacts, ...header }: OfferedSnapshot): Iterable<readonly unknown[]> {
  let list: unknown[] = [header];
  for (const contact of contacts) {
    if (list.length === listLength) {
      yield list;
      list = [];
    }
    list.push(contact);
  }
  yield list;
}

export const makeSnapshotRows = (table: Table, cipher: Cipher, random: Pick<Random, 'id'>) => {
  const packing = (shareId: ShareId) => ({ cipher, kind: 'snapshot', owner: shareId });

  return {
    write: async (
      ctx: TenantContext,
      shareId: ShareId,
      partitionKey: string,
      snapshot: OfferedSnapshot,
    ): Promise<Pick<KeptVersion, 'save' | 'rows'>> => {
      const save = random.id();
      const prefix = rowsOf({ version: snapshot.version, save });
      let [lists, rows] = [0, 0];
      for (const list of listsOf(snapshot)) {
        const under = `${prefix}${String(lists++).padStart(4, '0')}|`;
        for (const { key, columns } of await packRows(packing(shareId), ctx, under, list)) {
          const entity = { partitionKey, rowKey: key, ...columns };
          await whenStatus(() => table.upsertEntity(entity, 'Replace'), {});
          rows++;
        }
      }
      return { save, rows };
    },

    /** What was written, a row at a time. Throws `RowsGone` at the end where rows are missing. */
    read: async function* (
      ctx: TenantContext,
      shareId: ShareId,
      partition: string,
      kept: KeptVersion,
    ): AsyncIterable<readonly unknown[]> {
      const from = rowsOf(kept);
      const older: Uint8Array[] = [];
      let rows = 0;
      for await (const row of queryRows(table, rangeFilter(partition, from, `${from}~`))) {
        rows++;
        if (row.columns['form'] === undefined) older.push(fromParts(row.columns));
        else yield await unpackRow(packing(shareId), ctx, row);
      }
      if (rows !== kept.rows) throw new RowsGone(`${rows} rows of ${kept.rows}`);
      if (older.length === 0) return;
      // Versions were once sealed as a whole and cut into rows afterwards.
      const sealedAs = { kind: 'snapshot', id: `${shareId}|${kept.version}` };
      const packed = await cipher.open(ctx, sealedAs, Buffer.concat(older));
      const { contacts, ...header } = JSON.parse(gunzipSync(packed).toString()) as OfferedSnapshot;
      yield [header, ...contacts];
    },
  };
};
