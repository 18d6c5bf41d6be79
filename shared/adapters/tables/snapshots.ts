import { gunzipSync, gzipSync } from 'node:zlib';
import type { TableClient } from '@azure/data-tables';
import { z } from 'zod';
import { cardSchema } from '../../contacts/card.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import type { ShareId } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { Snapshot, SnapshotInfo, Snapshots } from '../../shares/snapshot.ts';
import { fromColumns, fromParts, toColumns, toParts } from './json-columns.ts';
import { queryRows, rangeFilter, readRow, whenStatus } from './rows.ts';

/**
 * A partition per share: one `head` row that names the newest versions, and each version in rows of less than 1 MiB,
 * compressed and sealed. The head is written after the rows it names, old rows go after the head has forgotten them.
 */
const keptVersions = 3;
const rowBytes = 900 * 1024;
const headKey = 'head';

const infoSchema = z.strictObject({
  version: z.string(),
  count: z.number().int(),
  takenAt: z.string(),
  trimmed: z.record(z.string(), z.number()),
});
const headSchema = z.strictObject({ versions: z.array(infoSchema) });

const snapshotSchema = z.strictObject({
  version: z.string(),
  contacts: z.array(z.strictObject({ key: z.string(), card: cardSchema, photo: z.string().optional() })),
  note: z.string().optional(),
});

export const makeSnapshots = (table: TableClient, cipher: Cipher): Snapshots => {
  const partitionOf = (ctx: TenantContext, shareId: ShareId) => `${ctx.tenantId}|${shareId}`;
  const rowPrefix = (version: string) => `snapshot|${version}|`;
  const sealedAs = (shareId: ShareId, version: string) => ({ kind: 'snapshot', id: `${shareId}|${version}` });

  const versions = async (ctx: TenantContext, shareId: ShareId): Promise<readonly SnapshotInfo[]> => {
    const row = await readRow(table, partitionOf(ctx, shareId), headKey);
    return row === undefined ? [] : headSchema.parse(fromColumns(row.columns)).versions;
  };

  /** Of one version, or of all. Rows that no head names yet may belong to a save under way: they stay. */
  const removeRows = async (ctx: TenantContext, shareId: ShareId, from: string) => {
    const partition = partitionOf(ctx, shareId);
    for await (const row of queryRows(table, rangeFilter(partition, from, `${from}~`), [
      'PartitionKey',
      'RowKey',
    ])) {
      await whenStatus(() => table.deleteEntity(partition, row.key), { 404: undefined });
    }
  };

  return {
    newest: async (ctx, shareId) => (await versions(ctx, shareId))[0],
    save: async (ctx, shareId, info, snapshot) => {
      const partitionKey = partitionOf(ctx, shareId);
      const packed = gzipSync(JSON.stringify(snapshot));
      const sealed = await cipher.seal(ctx, sealedAs(shareId, info.version), packed);
      for (let at = 0, n = 0; at < sealed.length; at += rowBytes, n++) {
        const rowKey = rowPrefix(info.version) + String(n).padStart(4, '0');
        const entity = { partitionKey, rowKey, ...toParts(sealed.subarray(at, at + rowBytes)) };
        await whenStatus(() => table.upsertEntity(entity, 'Replace'), {});
      }
      const before = (await versions(ctx, shareId)).filter((each) => each.version !== info.version);
      const kept = [info, ...before].slice(0, keptVersions);
      const head = { partitionKey, rowKey: headKey, ...toColumns({ versions: kept }) };
      await whenStatus(() => table.upsertEntity(head, 'Replace'), {});
      for (const dropped of before.slice(keptVersions - 1))
        await removeRows(ctx, shareId, rowPrefix(dropped.version));
    },
    load: async (ctx, shareId, version): Promise<Snapshot | undefined> => {
      const parts: Uint8Array[] = [];
      const from = rowPrefix(version);
      for await (const row of queryRows(table, rangeFilter(partitionOf(ctx, shareId), from, `${from}~`))) {
        parts.push(fromParts(row.columns));
      }
      if (parts.length === 0) return undefined;
      const packed = await cipher.open(ctx, sealedAs(shareId, version), Buffer.concat(parts));
      const { contacts, note, ...rest } = snapshotSchema.parse(JSON.parse(gunzipSync(packed).toString()));
      return {
        ...rest,
        contacts: contacts.map(({ photo, ...each }) => (photo === undefined ? each : { ...each, photo })),
        ...(note === undefined ? {} : { note }),
      };
    },
    remove: async (ctx, shareId) => {
      await whenStatus(() => table.deleteEntity(partitionOf(ctx, shareId), headKey), { 404: undefined });
      await removeRows(ctx, shareId, 'snapshot|');
    },
  };
};
