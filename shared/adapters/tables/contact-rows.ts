import * as z from 'zod';
import { contactSchema } from '../../contacts/contact.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import type { SourceId } from '../../kernel/ids.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { bucketName } from './contact-buckets.ts';
import { type HeldHead, headSchema, type StoredHead } from './contacts-head.ts';
import { fromSealedColumns, toSealedColumns } from './json-columns.ts';
import { type Packing, packRows, rowsOfList, unpackRow } from './packed-rows.ts';
import { isOvertaken } from './row-batches.ts';
import {
  afterPrefix,
  isTransient,
  queryRows,
  type Row,
  type RowAction,
  rangeFilter,
  readRow,
  toTransactionAction,
} from './rows.ts';
import type { Table } from './table.ts';

/**
 * Rows of one source, in a partition of their own:
 * `head`; `c|generation|bucket|n` contacts; `r|generation|bucket|run|n` contacts of a full read under way; `p|hash` photos.
 * Whatever readers see is changed together with the head, under its ETag: so writers exclude each other.
 */
export const storedPersonSchema = z.strictObject({ c: contactSchema, due: z.boolean() });
/** A contact, and whether its photo is to be asked for. */
export type StoredPerson = z.infer<typeof storedPersonSchema>;

export interface Bucket {
  readonly number: number;
  /** By key, the later one of doubles. */
  readonly people: Map<string, StoredPerson>;
  readonly rowKeys: readonly string[];
}

/** Another writer was faster: thrown, so that the work is taken up again from what that one has left. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}
/** Rows that the head named were gone when they were read. */
export class RowsGone extends Error {
  override readonly name = 'RowsGone';
}

export interface ContactRows {
  readonly ctx: TenantContext;
  readonly table: Table;
  readonly partition: string;
  readonly cipher: Cipher;
  readonly sourceId: SourceId;
}

export const contactRows = (
  table: Table,
  cipher: Cipher,
  ctx: TenantContext,
  sourceId: SourceId,
): ContactRows => ({ ctx, table, cipher, sourceId, partition: `${ctx.tenantId}|${sourceId}` });

const headKey = 'head';
const headKind = 'contacts-head';
const packing = ({ cipher, sourceId }: ContactRows): Packing => ({
  cipher,
  kind: 'contacts',
  owner: sourceId,
});

export const readHead = async (rows: ContactRows): Promise<HeldHead | undefined> => {
  const row = await readRow(rows.table, rows.partition, headKey);
  if (row === undefined) return undefined;
  const raw = await fromSealedColumns(rows.cipher, rows.ctx, headKind, rows.sourceId, row.columns);
  return { head: headSchema.parse(raw), etag: row.etag };
};

/** One transaction: the rows and the head that tells of them. Throws `Overtaken` where the head is another's by now. */
export const writeWithHead = async (
  rows: ContactRows,
  head: StoredHead,
  etag: string | undefined,
  actions: readonly RowAction[],
): Promise<HeldHead> => {
  const columns = await toSealedColumns(rows.cipher, rows.ctx, headKind, rows.sourceId, head);
  const headAction: RowAction =
    etag === undefined
      ? { kind: 'insert', key: headKey, columns }
      : { kind: 'replace', key: headKey, columns, etag };
  const all = [headAction, ...actions].map((action) => toTransactionAction(rows.partition, action));
  try {
    const answer = await rows.table.submitTransaction(all);
    return { head, etag: answer.subResponses[0]?.etag?.trim() ?? '' };
  } catch (error) {
    if (isOvertaken(error)) throw new Overtaken('the contacts of this source were changed by someone else');
    if (isTransient(error)) throw new ServiceError('table storage', { cause: error });
    throw error;
  }
};

export const generationPrefix = (generation: string): string => `c|${generation}|`;
export const runPrefix = (generation: string): string => `r|${generation}|`;

/** `under` is `generationPrefix` or `runPrefix` with the run's number in `n`. */
export const packPeople = (
  rows: ContactRows,
  under: string,
  bucket: number,
  people: Iterable<StoredPerson>,
  run?: number,
) => {
  const infix = run === undefined ? '' : `${String(run).padStart(6, '0')}|`;
  return packRows(packing(rows), rows.ctx, `${under}${bucketName(bucket)}|${infix}`, [...people]);
};

/** 3 MB as they travel. */
const rowsAtOnce = 100;

/** The buckets of a range that have rows, in order. Throws `RowsGone` where a bucket has lost one. */
export async function* readBuckets(
  rows: ContactRows,
  under: string,
  from: number,
  to: number,
): AsyncIterable<Bucket> {
  const range = rangeFilter(rows.partition, under + bucketName(from), `${under}${bucketName(to)}~`);
  let gathered: Row[] = [];
  for await (const row of queryRows(rows.table, range, undefined, rowsAtOnce)) {
    if (gathered[0] !== undefined && numberOf(under, gathered[0]) !== numberOf(under, row)) {
      yield await toBucket(rows, under, gathered);
      gathered = [];
    }
    gathered.push(row);
  }
  if (gathered.length > 0) yield await toBucket(rows, under, gathered);
}

const numberOf = (under: string, row: Row): number =>
  Number.parseInt(row.key.slice(under.length, under.length + 4), 16);

const peopleSchema = z.array(storedPersonSchema);

const toBucket = async (rows: ContactRows, under: string, gathered: readonly Row[]): Promise<Bucket> => {
  const lists = Map.groupBy(gathered, ({ key }) => key.slice(0, key.lastIndexOf('|')));
  for (const list of lists.values()) {
    if (list.some((row) => rowsOfList(row) !== list.length)) throw new RowsGone('a bucket is incomplete');
  }
  const people = new Map<string, StoredPerson>();
  for (const row of gathered) {
    const values = peopleSchema.parse(await unpackRow(packing(rows), rows.ctx, row));
    for (const person of values) people.set(person.c.key, person);
  }
  return {
    number: gathered[0] === undefined ? 0 : numberOf(under, gathered[0]),
    people,
    rowKeys: gathered.map(({ key }) => key),
  };
};

/** Keys of rows, without their content. */
export const listKeys = async (rows: ContactRows, prefix: string): Promise<readonly string[]> => {
  const keys: string[] = [];
  const range = rangeFilter(rows.partition, prefix, afterPrefix(prefix));
  for await (const row of queryRows(rows.table, range, ['PartitionKey', 'RowKey'])) keys.push(row.key);
  return keys;
};
