import * as z from 'zod';
import { cardSchema } from '../../contacts/card.ts';
import { nameStyleSchema } from '../../contacts/name-style.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import type { Random, ShareId } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { Snapshots } from '../../shares/snapshot.ts';
import { RowsGone } from './contact-rows.ts';
import { queryRows, rangeFilter, whenStatus } from './rows.ts';
import { makeSnapshotHeads } from './snapshot-heads.ts';
import { allRows, makeSnapshotRows, rowsOf, versionRows } from './snapshot-rows.ts';
import type { Table } from './table.ts';

export const headerSchema = z.strictObject({
  version: z.string(),
  note: z.string().exactOptional(),
  nameStyle: nameStyleSchema.exactOptional(),
});
/** Of a contact whatever is not asked for is passed over. */
const knownSchema = z.object({ key: z.string(), aliases: z.array(z.string()).exactOptional() });
export const sharedContactSchema = z.strictObject({
  ...knownSchema.shape,
  card: cardSchema,
  photo: z.string().exactOptional(),
});

/**
 * A partition per share: the rows of each version (snapshot-rows.ts), and the head that names the newest ones
 * (snapshot-heads.ts). Whoever saves last decides with the head which rows count.
 */
export const makeSnapshots = (table: Table, cipher: Cipher, random: Pick<Random, 'id'>): Snapshots => {
  const partitionOf = (ctx: TenantContext, shareId: ShareId) => `${ctx.tenantId}|${shareId}`;
  const heads = makeSnapshotHeads(table);
  const rows = makeSnapshotRows(table, cipher, random);

  const removeRows = async (partition: string, from: string, except?: string) => {
    const range = rangeFilter(partition, from, `${from}~`);
    for await (const { key } of queryRows(table, range, ['PartitionKey', 'RowKey'])) {
      if (except !== undefined && key.startsWith(except)) continue;
      await whenStatus(() => table.deleteEntity(partition, key), { 404: undefined });
    }
  };

  /** `schema` of its contacts; undefined where newer versions have replaced this one. */
  const read = async <T>(ctx: TenantContext, shareId: ShareId, version: string, schema: z.ZodType<T>) => {
    const partition = partitionOf(ctx, shareId);
    const kept = (await heads.read(partition)).versions.find((each) => each.version === version);
    if (kept === undefined) return undefined;
    let header: z.infer<typeof headerSchema> | undefined;
    const contacts: T[] = [];
    try {
      for await (const list of rows.read(ctx, shareId, partition, kept)) {
        for (const value of list) {
          if (header === undefined) header = headerSchema.parse(value);
          else contacts.push(schema.parse(value));
        }
      }
    } catch (error) {
      if (error instanceof RowsGone) return undefined;
      throw error;
    }
    return header && { ...header, contacts };
  };

  return {
    newest: async (ctx, shareId) => {
      const [newest] = (await heads.read(partitionOf(ctx, shareId))).versions;
      if (newest === undefined) return undefined;
      const { save: _save, rows: _rows, ...info } = newest;
      return info;
    },
    save: async (ctx, shareId, info, snapshot) => {
      const partition = partitionOf(ctx, shareId);
      const write = () => rows.write(ctx, shareId, partition, snapshot);
      const { kept, dropped } = await heads.put(partition, info, write);
      // Also what a save of this version left that was interrupted, or that came second.
      await removeRows(partition, versionRows(info.version), rowsOf(kept));
      for (const version of dropped) await removeRows(partition, rowsOf(version));
    },
    load: (ctx, shareId, version) => read(ctx, shareId, version, sharedContactSchema),
    loadKeys: async (ctx, shareId, version) => (await read(ctx, shareId, version, knownSchema))?.contacts,
    remove: async (ctx, shareId) => {
      const partition = partitionOf(ctx, shareId);
      await heads.remove(partition);
      await removeRows(partition, allRows);
    },
  };
};
