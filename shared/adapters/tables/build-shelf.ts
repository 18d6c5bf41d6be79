import type { AppDirectory } from '../../app-directory/directory.ts';
import type { Contact } from '../../contacts/contact.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import {
  type DirectoryRows,
  digestOf,
  entryPrefix,
  gonePrefix,
  headKey,
  idOf,
  inShort,
  logPrefix,
  numberKey,
  numbersOf,
  seqName,
  toContactColumns,
} from './directory-rows.ts';
import { batchesOf, isOvertaken } from './row-batches.ts';
import {
  afterPrefix,
  isTransient,
  pageOfRows,
  queryRows,
  type RowAction,
  rangeFilter,
  readRow,
  toTransactionAction,
} from './rows.ts';

type Shelf = Parameters<AppDirectory['build']>[1];
type From = Parameters<AppDirectory['build']>[2];

/** What the log has of a person. */
interface Entry {
  readonly seq: number;
  readonly digest: string;
  readonly numbers: readonly string[];
  isThere: boolean;
}

/** See `AppDirectory.build`. In memory: some 200 bytes a person for the places in the log, and a page of people. */
export const buildShelf = async (
  rows: DirectoryRows,
  shelf: Shelf,
  { version, now, goneBefore }: From,
  pages: AsyncIterable<readonly Contact[]>,
): Promise<{ readonly changed: number; readonly removed: number }> => {
  const head = await takeHead(rows, shelf.shelfId);
  const known = await readEntries(rows, shelf.shelfId);
  let changed = 0;
  for await (const page of pages) {
    const groups: (readonly RowAction[])[] = [];
    for (const contact of page) {
      const id = idOf(rows.secret, shelf, contact.key);
      const before = known.get(id);
      const digest = digestOf(rows.secret, contact);
      if (before?.digest === digest) {
        before.isThere = true;
        continue;
      }
      const entry = { seq: head.next(), digest, numbers: numbersOf(rows.secret, contact), isThere: true };
      groups.push(await putPerson(rows, shelf, id, contact, entry, before));
      known.set(id, entry);
      changed++;
    }
    await head.write(groups);
  }
  const gone = [...known].filter(([, { isThere }]) => !isThere);
  await head.write(gone.map(([id, entry]) => removePerson(shelf.shelfId, id, entry, head.next(), now)));
  await head.write(await forgotten(rows, shelf.shelfId, goneBefore));
  await head.end(version);
  return { changed, removed: gone.length };
};

/** The right to write: every transaction carries the head on, and fails where another has done so. */
const takeHead = async (rows: DirectoryRows, shelfId: string) => {
  const row = await readRow(rows.table, rows.partition, headKey(shelfId));
  let etag = row?.etag;
  let seq = Number(row?.columns['seq'] ?? 0);

  const submit = async (
    columns: Readonly<Record<string, string | number>>,
    actions: readonly RowAction[],
  ) => {
    const head: RowAction =
      etag === undefined
        ? { kind: 'insert', key: headKey(shelfId), columns }
        : { kind: 'replace', key: headKey(shelfId), columns, etag };
    const all = [head, ...actions].map((action) => toTransactionAction(rows.partition, action));
    try {
      const answer = await rows.table.submitTransaction(all);
      etag = answer.subResponses[0]?.etag?.trim() ?? '';
    } catch (error) {
      // Another writer was faster: the work is taken up again, later, from what that one has left.
      if (isOvertaken(error) || isTransient(error)) throw new ServiceError('table storage', { cause: error });
      throw error;
    }
  };

  return {
    next: () => ++seq,
    /** Actions of one group stay in one transaction. Until the end the head does not say what the shelf is built from. */
    write: async (groups: readonly (readonly RowAction[])[]) => {
      for (const batch of batchesOf(groups, 1)) await submit({ seq }, batch);
    },
    end: (builtFrom: string) => submit({ seq, builtFrom }, []),
  };
};

const readEntries = async (rows: DirectoryRows, shelfId: string): Promise<Map<string, Entry>> => {
  const prefix = entryPrefix(shelfId);
  const entries = new Map<string, Entry>();
  for await (const { key, columns } of queryRows(
    rows.table,
    rangeFilter(rows.partition, prefix, afterPrefix(prefix)),
  )) {
    const { seq, digest, numbers } = columns;
    entries.set(key.slice(prefix.length), {
      seq: Number(seq),
      digest: String(digest),
      numbers: String(numbers).split(' ').filter(Boolean),
      isThere: false,
    });
  }
  return entries;
};

const putPerson = async (
  rows: DirectoryRows,
  { shelfId, audience }: Shelf,
  id: string,
  contact: Contact,
  { seq, digest, numbers }: Entry,
  before: Entry | undefined,
): Promise<readonly RowAction[]> => {
  const logKey = logPrefix(shelfId) + seqName(seq);
  const keys = numbers.map((hash) => numberKey(hash, shelfId, id));
  const short = inShort(contact);
  const owner = audience.who === 'user' ? audience.userId : '';
  const obsolete = (before?.numbers ?? []).filter((hash) => !numbers.includes(hash));
  return [
    { kind: 'upsert', key: entryPrefix(shelfId) + id, columns: { seq, digest, numbers: numbers.join(' ') } },
    { kind: 'insert', key: logKey, columns: await toContactColumns(rows, logKey, id, contact) },
    ...(before === undefined ? [] : [removed(logPrefix(shelfId) + seqName(before.seq))]),
    ...(await Promise.all(
      keys.map(
        async (key) =>
          ({
            kind: 'upsert',
            key,
            columns: { ...(await toContactColumns(rows, key, id, short)), owner },
          }) as const,
      ),
    )),
    ...obsolete.map((hash) => removed(numberKey(hash, shelfId, id))),
  ];
};

const removePerson = (
  shelfId: string,
  id: string,
  before: Entry,
  seq: number,
  now: number,
): readonly RowAction[] => [
  removed(entryPrefix(shelfId) + id),
  removed(logPrefix(shelfId) + seqName(before.seq)),
  { kind: 'insert', key: logPrefix(shelfId) + seqName(seq), columns: { form: 'gone', id } },
  { kind: 'insert', key: gonePrefix(shelfId) + seqName(seq), columns: { at: String(now) } },
  ...before.numbers.map((hash) => removed(numberKey(hash, shelfId, id))),
];

const removed = (key: string): RowAction => ({ kind: 'remove', key });

/** Old reports of people who went; some more with each build, where they are many. */
const forgotten = async (rows: DirectoryRows, shelfId: string, goneBefore: number) => {
  const prefix = gonePrefix(shelfId);
  const range = rangeFilter(rows.partition, prefix, afterPrefix(prefix));
  return (await pageOfRows(rows.table, range, 1000))
    .filter(({ columns }) => Number(columns['at']) < goneBefore)
    .map(({ key }) => [removed(key), removed(logPrefix(shelfId) + key.slice(prefix.length))]);
};
