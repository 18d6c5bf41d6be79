import { createHmac } from 'node:crypto';
import type { Shelf } from '../../app-directory/app-access.ts';
import { canonicalJson } from '../../contacts/canonical-json.ts';
import { type Contact, contactSchema } from '../../contacts/contact.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { fromSealedColumns, toSealedColumns } from './json-columns.ts';
import type { Columns, Row } from './rows.ts';
import type { Table } from './table.ts';

/**
 * Rows of a tenant's app directory, all in one partition, so that whatever changes of a person changes in one transaction
 * together with the head of the shelf, under its ETag:
 * `app-head|shelf` where the shelf stands;
 * `app-entry|shelf|id` a person's place in the log, a keyed hash of what is there, keyed hashes of the numbers;
 * `app-log|shelf|seq` the person sealed, or that the person is gone: in the order of the changes, each person once;
 * `app-number|hash|shelf|id` the person sealed in short, under the keyed hash of a number: one range is a number's people,
 * `owner` the only user who may see him, or nobody;
 * `app-gone|shelf|seq` when the report of a person who went came into the log.
 */
export interface DirectoryRows {
  readonly ctx: TenantContext;
  readonly table: Table;
  readonly cipher: Cipher;
  readonly secret: Uint8Array;
  readonly partition: string;
}

export const directoryPartition = (ctx: TenantContext): string => `${ctx.tenantId}|app`;

export const headKey = (shelfId: string) => `app-head|${shelfId}`;
export const entryPrefix = (shelfId: string) => `app-entry|${shelfId}|`;
export const logPrefix = (shelfId: string) => `app-log|${shelfId}|`;
export const gonePrefix = (shelfId: string) => `app-gone|${shelfId}|`;
export const numberPrefix = (hash: string) => `app-number|${hash}|`;
export const numberKey = (hash: string, shelfId: string, id: string) =>
  `${numberPrefix(hash)}${shelfId}|${id}`;
/** Key order is the order of the changes. */
export const seqName = (seq: number) => String(seq).padStart(12, '0');

const keyed = (secret: Uint8Array, what: string, text: string): Buffer =>
  createHmac('sha256', secret).update(`${what}\n${text}`).digest();

/** Begins with its source's id, so that one look finds it; says nothing of the person. */
export const idOf = (secret: Uint8Array, { sourceId }: Pick<Shelf, 'sourceId'>, contactKey: string): string =>
  sourceId.slice(0, 8) + keyed(secret, 'entry', `${sourceId}\n${contactKey}`).toString('hex').slice(0, 32);

export const numberHash = (secret: Uint8Array, e164: string): string =>
  keyed(secret, 'number', e164).toString('hex').slice(0, 32);

export const digestOf = (secret: Uint8Array, contact: Contact): string =>
  keyed(secret, 'content', canonicalJson(contact)).toString('base64url').slice(0, 22);

/** A fax does not call. */
export const numbersOf = (secret: Uint8Array, contact: Contact): readonly string[] => [
  ...new Set(
    contact.phones.flatMap(({ e164, kind }) =>
      e164 === null || kind === 'businessFax' ? [] : [numberHash(secret, e164)],
    ),
  ),
];

/** What tells who calls, and with whom of another source he is one. */
export const inShort = (contact: Contact): Contact => {
  const { businessAddress: _a, officeLocation: _o, managerKey: _m, photo: _p, ...short } = contact;
  return short;
};

/** Sealed for its very row: it opens nowhere else. */
export const toContactColumns = (
  { cipher, ctx }: DirectoryRows,
  key: string,
  id: string,
  contact: Contact,
): Promise<Columns> =>
  toSealedColumns(cipher, ctx, 'app-contact', `${key}|${id}`, contact).then((columns) => ({
    ...columns,
    id,
  }));

export const contactOf = async ({ cipher, ctx }: DirectoryRows, row: Row): Promise<Contact> =>
  contactSchema.parse(
    await fromSealedColumns(
      cipher,
      ctx,
      'app-contact',
      `${row.key}|${String(row.columns['id'])}`,
      row.columns,
    ),
  );
