import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type ManifestEntry,
  type ManifestHead,
  type Manifests,
  manifestHeadSchema,
} from '../../imports/manifest.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import { stale } from '../../kernel/failures.ts';
import type { ImportId, MailboxId } from '../../kernel/ids.ts';
import { err, ok } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { fromParts, toParts } from './json-columns.ts';
import { decodeEntries, encodeEntries } from './manifest-entries.ts';
import {
  afterPrefix,
  bytesOf,
  type Columns,
  maxTransactionRows,
  queryRows,
  type Row,
  rangeFilter,
  whenStatus,
} from './rows.ts';
import type { Table } from './table.ts';

/**
 * One row a mailbox in the partition of its import: a readable head, and the entries packed, compressed and sealed.
 * A head can be saved without its entries, so that an unchanged mailbox costs a few bytes.
 */
const prefix = 'manifest|';
const kind = 'manifest';
/** Sealed bytes travel as base64 in a JSON body of at most 4 MiB. */
const transactionBytes = 2.5 * 1024 * 1024;

export const makeManifests = (table: Table, cipher: Cipher): Manifests => {
  const partitionOf = (ctx: TenantContext, importId: ImportId) => `${ctx.tenantId}|${importId}`;
  const sealedAs = (importId: ImportId, mailbox: string) => ({ kind, id: `${importId}|${mailbox}` });

  const toStored = (ctx: TenantContext, importId: ImportId, row: Row) => {
    const mailbox = row.key.slice(prefix.length) as MailboxId;
    const head = manifestHeadSchema.parse(JSON.parse(String(row.columns['head'])));
    const entries = async (): Promise<ReadonlyMap<string, ManifestEntry>> => {
      const sealed = fromParts(row.columns);
      if (sealed.length === 0) return new Map();
      return decodeEntries(gunzipSync(await cipher.open(ctx, sealedAs(importId, mailbox), sealed)));
    };
    return [mailbox, { head, etag: row.etag, entries }] as const;
  };

  const columnsOf = async (
    ctx: TenantContext,
    importId: ImportId,
    mailbox: MailboxId,
    head: ManifestHead,
    entries: ReadonlyMap<string, ManifestEntry> | undefined,
  ): Promise<Columns> => {
    const columns = { head: JSON.stringify(head) };
    if (entries === undefined) return columns;
    const packed = gzipSync(encodeEntries(entries));
    return { ...columns, ...toParts(await cipher.seal(ctx, sealedAs(importId, mailbox), packed)) };
  };

  return {
    read: async (ctx, importId, mailboxes) => {
      const sorted = [...mailboxes].sort();
      const [first, last] = [sorted[0], sorted.at(-1)];
      if (first === undefined || last === undefined) return new Map();
      const wanted = new Set<string>(sorted);
      const found = new Map<MailboxId, ReturnType<typeof toStored>[1]>();
      const range = rangeFilter(partitionOf(ctx, importId), prefix + first, `${prefix}${last}~`);
      for await (const row of queryRows(table, range)) {
        const [mailbox, stored] = toStored(ctx, importId, row);
        if (wanted.has(mailbox)) found.set(mailbox, stored);
      }
      return found;
    },
    save: async (ctx, importId, changes) => {
      const etags = new Map<MailboxId, string>();
      const rows = await Promise.all(
        changes.map(async (change) => {
          const columns = await columnsOf(ctx, importId, change.mailbox, change.head, change.entries);
          return { change, columns, bytes: bytesOf(columns) };
        }),
      );
      let from = 0;
      while (from < rows.length) {
        let to = from;
        for (let bytes = 0; to < rows.length && to - from < maxTransactionRows; to++) {
          bytes += rows[to]?.bytes ?? 0;
          if (bytes > transactionBytes && to > from) break;
        }
        const part = rows.slice(from, to);
        const actions = part.map(({ change, columns }) => {
          const entity = {
            partitionKey: partitionOf(ctx, importId),
            rowKey: prefix + change.mailbox,
            ...columns,
          };
          return change.etag === undefined
            ? (['create', entity] as ['create', typeof entity])
            : ([
                'update',
                entity,
                change.entries === undefined ? 'Merge' : 'Replace',
                { etag: change.etag },
              ] as ['update', typeof entity, 'Merge' | 'Replace', { etag: string }]);
        });
        const answer = await whenStatus(() => table.submitTransaction(actions), {
          409: undefined,
          412: undefined,
          404: undefined,
        });
        if (answer === undefined) return err(stale);
        for (const [n, { change }] of part.entries()) {
          etags.set(change.mailbox, answer.subResponses[n]?.etag?.trim() ?? '');
        }
        from = to;
      }
      return ok(etags);
    },
    remove: async (ctx, importId, mailboxes) => {
      for (const mailbox of mailboxes) {
        const gone = () => table.deleteEntity(partitionOf(ctx, importId), prefix + mailbox);
        await whenStatus(gone, { 404: undefined });
      }
    },
    mailboxes: async (ctx, importId) => {
      const ids: MailboxId[] = [];
      const range = rangeFilter(partitionOf(ctx, importId), prefix, afterPrefix(prefix));
      for await (const row of queryRows(table, range, ['PartitionKey', 'RowKey'])) {
        ids.push(row.key.slice(prefix.length) as MailboxId);
      }
      return ids;
    },
  };
};
