import type { z } from 'zod';
import type { SharedContact } from '../../contacts/card.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import type { Random, ShareId } from '../../kernel/ids.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { SharedPeople } from '../../people/shared-people.ts';
import { RowsGone } from './contact-rows.ts';
import { removeRows } from './row-batches.ts';
import { queryRows, rangeFilter } from './rows.ts';
import { type KeptVersion, makeSnapshotHeads } from './snapshot-heads.ts';
import { allRows, makeSnapshotRows, rowsOf } from './snapshot-rows.ts';
import { headerSchema, sharedContactSchema } from './snapshots.ts';
import type { Table } from './table.ts';

const keysOnly = ['PartitionKey', 'RowKey'];
const attempts = 5;
/** More leftovers than this are listed by the next erasure. */
const mostUnnamed = 5000;

type Header = z.infer<typeof headerSchema>;
type Revised = (contact: SharedContact) => SharedContact | undefined;

/** [T5] The people in a share's snapshots, in the rows that snapshot-rows.ts writes. */
export const makeSharedPeople = (table: Table, cipher: Cipher, random: Pick<Random, 'id'>): SharedPeople => {
  const partitionOf = (ctx: TenantContext, shareId: ShareId) => `${ctx.tenantId}|${shareId}`;
  const heads = makeSnapshotHeads(table);
  const rows = makeSnapshotRows(table, cipher, random);

  /** The header first, then the contacts of a row at a time. */
  async function* lists(ctx: TenantContext, shareId: ShareId, version: KeptVersion) {
    let header: Header | undefined;
    for await (const list of rows.read(ctx, shareId, partitionOf(ctx, shareId), version)) {
      const contacts = header === undefined ? list.slice(1) : list;
      header ??= headerSchema.parse(list[0]);
      yield { header, contacts: contacts.map((each): SharedContact => sharedContactSchema.parse(each)) };
    }
  }

  const isTouched = async (ctx: TenantContext, shareId: ShareId, version: KeptVersion, revised: Revised) => {
    let touched = false;
    // To its end, which tells whether it is whole.
    for await (const { contacts } of lists(ctx, shareId, version)) {
      touched ||= contacts.some((contact) => revised(contact) !== contact);
    }
    return touched;
  };

  const rewritten = async (ctx: TenantContext, shareId: ShareId, of: KeptVersion, revised: Revised) => {
    let header: Header | undefined;
    const contacts: SharedContact[] = [];
    for await (const list of lists(ctx, shareId, of)) {
      header = list.header;
      contacts.push(...list.contacts.flatMap((contact) => revised(contact) ?? []));
    }
    if (header === undefined) throw new RowsGone('a version without rows');
    // No name of content: the next run finds another version and saves it.
    const version = random.id().replaceAll('-', '');
    const snapshot = { ...header, version, contacts };
    const merged = contacts.filter(({ aliases }) => aliases !== undefined).length;
    const { merged: _former, ...info } = of;
    return {
      ...info,
      ...(merged === 0 ? {} : { merged }),
      version,
      count: contacts.length,
      ...(await rows.write(ctx, shareId, partitionOf(ctx, shareId), snapshot)),
    };
  };

  const unnamedRows = async (ctx: TenantContext, shareId: ShareId) => {
    const partition = partitionOf(ctx, shareId);
    const found: string[] = [];
    const range = rangeFilter(partition, allRows, `${allRows}~`);
    for await (const { key } of queryRows(table, range, keysOnly)) found.push(key);
    // After the rows: what a save has just named is named.
    const { versions } = await heads.read(partition);
    return found.filter((key) => !versions.some((version) => key.startsWith(rowsOf(version))));
  };

  const withoutThem = async (ctx: TenantContext, shareId: ShareId, revised: Revised): Promise<number> => {
    const partition = partitionOf(ctx, shareId);
    const { etag, versions } = await heads.read(partition);
    const kept: KeptVersion[] = [];
    const gone: KeptVersion[] = [];
    for (const [n, version] of versions.entries()) {
      const touched = await isTouched(ctx, shareId, version, revised);
      if (touched) gone.push(version);
      if (!touched) kept.push(version);
      else if (n === 0) kept.push(await rewritten(ctx, shareId, version, revised));
    }
    if (gone.length === 0) return 0;
    if (!(await heads.write(partition, kept, etag))) throw new RowsGone('the head was changed');
    for (const version of gone) {
      const from = rowsOf(version);
      const keys: string[] = [];
      for await (const { key } of queryRows(table, rangeFilter(partition, from, `${from}~`), keysOnly))
        keys.push(key);
      await removeRows(table, partition, keys);
    }
    return gone.length;
  };

  return {
    versions: async (ctx, shareId) =>
      (await heads.read(partitionOf(ctx, shareId))).versions.map(
        ({ save: _save, rows: _rows, ...info }) => info,
      ),
    contacts: async function* (ctx, shareId, version) {
      const { versions } = await heads.read(partitionOf(ctx, shareId));
      const kept = versions.find((each) => each.version === version);
      if (kept === undefined) return;
      try {
        for await (const { contacts } of lists(ctx, shareId, kept)) yield contacts;
      } catch (error) {
        if (!(error instanceof RowsGone)) throw error;
      }
    },
    erase: async (ctx, shareId, revised, unnamed) => {
      let versions = 0;
      for (let attempt = 1; ; attempt++) {
        try {
          versions = await withoutThem(ctx, shareId, revised);
          break;
        } catch (error) {
          if (!(error instanceof RowsGone)) throw error;
          if (attempt === attempts) throw new ServiceError('table storage', { cause: error });
        }
      }
      const open = await unnamedRows(ctx, shareId);
      const dead = open.filter((key) => unnamed.includes(key));
      await removeRows(table, partitionOf(ctx, shareId), dead);
      return { versions, unnamed: open.filter((key) => !dead.includes(key)).slice(0, mostUnnamed) };
    },
  };
};
