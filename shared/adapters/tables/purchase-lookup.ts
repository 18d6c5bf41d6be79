import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { type TenantId, tenantId } from '../../kernel/ids.ts';
import type { EarlyNews, PurchaseLookup } from '../../store-purchases/purchase-lookup.ts';
import { standings, storeNames } from '../../store-purchases/store-facts.ts';
import { removeRows } from './row-batches.ts';
import { queryRows, readRow, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

const ownerSchema = z.object({
  tenantId: z.string().transform((id): TenantId => tenantId(id)),
  userId: z.string(),
});

const newsSchema: z.ZodType<EarlyNews> = z.object({
  store: z.enum(storeNames),
  productId: z.string(),
  isFamilyShared: z.boolean(),
  isTest: z.boolean(),
  periodFrom: z.number(),
  asOf: z.number(),
  expiresAt: z.number(),
  isTrial: z.boolean(),
  standing: z.enum(standings),
  renewal: z
    .object({ renews: z.boolean(), isRetrying: z.boolean(), graceUntil: z.number().optional() })
    .transform(({ graceUntil, ...renewal }) => ({
      ...renewal,
      ...(graceUntil === undefined ? {} : { graceUntil }),
    }))
    .optional(),
}) as z.ZodType<EarlyNews>;

/** Row by the hash in one of 256 partitions of its kind. */
const keysOf = (kind: 'purchase' | 'purchase-news', hash: string) => ({
  partitionKey: `${kind}|${hash.slice(0, 2)}`,
  rowKey: hash,
});

/** Of a subscription that ended so long ago nobody hands in a transaction any more. */
const newsLastsMs = 60 * 24 * 60 * 60 * 1000;
const attempts = 4;

/** Owners for good; news under a partition of their own, without tenant and person, until they are asked for or too old. */
export const makePurchaseLookup = ({
  table,
  clock,
}: {
  readonly table: Table;
  readonly clock: Clock;
}): PurchaseLookup => {
  const find: PurchaseLookup['find'] = async (hash) => {
    const { partitionKey, rowKey } = keysOf('purchase', hash);
    const row = await readRow(table, partitionKey, rowKey);
    return row === undefined ? undefined : ownerSchema.parse(row.columns);
  };

  const readNews = async (hash: string) => {
    const { partitionKey, rowKey } = keysOf('purchase-news', hash);
    const row = await readRow(table, partitionKey, rowKey);
    return row === undefined
      ? undefined
      : { etag: row.etag, news: newsSchema.parse(JSON.parse(String(row.columns['news']))) };
  };

  const sweep = async (partition: string): Promise<void> => {
    const keys: string[] = [];
    const filter = `PartitionKey eq '${partition}'`;
    for await (const row of queryRows(table, filter, ['PartitionKey', 'RowKey', 'expiresAt'])) {
      if (Number(row.columns['expiresAt']) < clock.now() - newsLastsMs) keys.push(row.key);
    }
    await removeRows(table, partition, keys);
  };

  return {
    find,
    claim: async (hash, owner) => {
      const inserted = await whenStatus(
        async () => {
          await table.createEntity({ ...keysOf('purchase', hash), ...owner });
          return true;
        },
        { 409: false },
      );
      return inserted ? owner : ((await find(hash)) ?? owner);
    },
    news: async (hash) => (await readNews(hash))?.news,
    keepNews: async (hash, news) => {
      const keys = keysOf('purchase-news', hash);
      const row = { ...keys, expiresAt: news.expiresAt, news: JSON.stringify(news) };
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const known = await readNews(hash);
        if (known !== undefined && !isYounger(news, known.news)) return;
        const write = async () => {
          await (known === undefined
            ? table.createEntity(row)
            : table.updateEntity(row, 'Replace', { etag: known.etag }));
          return true;
        };
        if (await whenStatus(write, { 404: false, 409: false, 412: false })) break;
        if (attempt === attempts) throw new Error('news of a purchase are written all the time');
      }
      await sweep(keys.partitionKey);
    },
    forgetNews: async (hash) => {
      const { partitionKey, rowKey } = keysOf('purchase-news', hash);
      await whenStatus(() => table.deleteEntity(partitionKey, rowKey), { 404: undefined });
    },
  };
};

const isYounger = (news: EarlyNews, known: EarlyNews): boolean =>
  news.periodFrom === known.periodFrom ? news.asOf > known.asOf : news.periodFrom > known.periodFrom;
