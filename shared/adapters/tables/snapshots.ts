import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { cardSchema } from '../../contacts/card.ts';
import { nameStyleSchema } from '../../contacts/name-style.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import type { ShareId } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { Snapshot, Snapshots } from '../../shares/snapshot.ts';
import { fromParts, toParts } from './json-columns.ts';
import { maxPropertyBytes, queryRows, rangeFilter, whenStatus } from './rows.ts';
import { type KeptVersion, makeSnapshotHeads } from './snapshot-heads.ts';
import type { Table } from './table.ts';

/**
 * A partition per share: each version in rows of less than 1 MiB, compressed and sealed, and the head that names the newest
 * ones (snapshot-heads.ts). Two workers may save one version at once, and each seals it with a nonce of its own: rows bear
 * the hash of what they were cut from, so that pieces of two sealings never meet. The head decides which of them counts.
 */
/** Eleven full columns: a row has to stay below 1 MiB in base64, too, as it travels and as the emulator counts it. */
const rowBytes = 11 * maxPropertyBytes;
const allRows = 'snapshot|';
const versionRows = (version: string) => `${allRows}${version}|`;
const rowsOf = ({ version, save }: Pick<KeptVersion, 'version' | 'save'>) =>
  `${versionRows(version)}${save}|`;

const snapshotSchema = z.strictObject({
  version: z.string(),
  contacts: z.array(
    z.strictObject({
      key: z.string(),
      aliases: z.array(z.string()).optional(),
      card: cardSchema,
      photo: z.string().optional(),
    }),
  ),
  note: z.string().optional(),
  nameStyle: nameStyleSchema.optional(),
});

export const makeSnapshots = (table: Table, cipher: Cipher): Snapshots => {
  const partitionOf = (ctx: TenantContext, shareId: ShareId) => `${ctx.tenantId}|${shareId}`;
  const sealedAs = (shareId: ShareId, version: string) => ({ kind: 'snapshot', id: `${shareId}|${version}` });
  const heads = makeSnapshotHeads(table);

  const removeRows = async (partition: string, from: string, except?: string) => {
    const range = rangeFilter(partition, from, `${from}~`);
    for await (const { key } of queryRows(table, range, ['PartitionKey', 'RowKey'])) {
      if (except !== undefined && key.startsWith(except)) continue;
      await whenStatus(() => table.deleteEntity(partition, key), { 404: undefined });
    }
  };

  const writeRows = async (ctx: TenantContext, shareId: ShareId, snapshot: Snapshot) => {
    const { version } = snapshot;
    const packed = gzipSync(JSON.stringify(snapshot));
    const sealed = await cipher.seal(ctx, sealedAs(shareId, version), packed);
    const save = createHash('sha256').update(sealed).digest('hex').slice(0, 16);
    let rows = 0;
    for (let at = 0; at < sealed.length; at += rowBytes, rows++) {
      const rowKey = rowsOf({ version, save }) + String(rows).padStart(4, '0');
      const partitionKey = partitionOf(ctx, shareId);
      const entity = { partitionKey, rowKey, ...toParts(sealed.subarray(at, at + rowBytes)) };
      await whenStatus(() => table.upsertEntity(entity, 'Replace'), {});
    }
    return { save, rows };
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
      const { kept, dropped } = await heads.put(partition, info, () => writeRows(ctx, shareId, snapshot));
      // Also what a save of this version left that was interrupted, or that came second.
      await removeRows(partition, versionRows(info.version), rowsOf(kept));
      for (const version of dropped) await removeRows(partition, rowsOf(version));
    },
    load: async (ctx, shareId, version): Promise<Snapshot | undefined> => {
      const partition = partitionOf(ctx, shareId);
      const kept = (await heads.read(partition)).versions.find((each) => each.version === version);
      if (kept === undefined) return undefined;
      const parts: Uint8Array[] = [];
      const from = rowsOf(kept);
      for await (const row of queryRows(table, rangeFilter(partition, from, `${from}~`))) {
        parts.push(fromParts(row.columns));
      }
      // Newer versions have replaced it since the head was read.
      if (parts.length !== kept.rows) return undefined;
      const packed = await cipher.open(ctx, sealedAs(shareId, version), Buffer.concat(parts));
      const parsed = snapshotSchema.parse(JSON.parse(gunzipSync(packed).toString()));
      const { contacts, note, nameStyle, ...rest } = parsed;
      return {
        ...rest,
        contacts: contacts.map(({ photo, aliases, ...each }) => ({
          ...each,
          ...(aliases === undefined ? {} : { aliases }),
          ...(photo === undefined ? {} : { photo }),
        })),
        ...(note === undefined ? {} : { note }),
        ...(nameStyle === undefined ? {} : { nameStyle }),
      };
    },
    remove: async (ctx, shareId) => {
      const partition = partitionOf(ctx, shareId);
      await heads.remove(partition);
      await removeRows(partition, allRows);
    },
  };
};
