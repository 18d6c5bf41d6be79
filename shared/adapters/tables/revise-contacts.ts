import type { Contact } from '../../contacts/contact.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import { bucketsOf } from './contact-buckets.ts';
import { sweepPhotos } from './contact-photos.ts';
import {
  type ContactRows,
  generationPrefix,
  Overtaken,
  RowsGone,
  readBuckets,
  readHead,
  writeWithHead,
} from './contact-rows.ts';
import { type Edit, editContacts } from './edit-contacts.ts';
import { unnamedKeys } from './replace-contacts.ts';
import { removeRows } from './row-batches.ts';

export type Revised = (contact: Contact) => Contact | undefined;

const attempts = 5;

/** Begins anew where another writer was faster; answers how many contacts were changed or taken away. */
export const reviseContacts = async (rows: ContactRows, revised: Revised): Promise<number> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await revise(rows, revised);
    } catch (error) {
      if (!(error instanceof Overtaken || error instanceof RowsGone)) throw error;
      if (attempt === attempts) throw new ServiceError('table storage', { cause: error });
    }
  }
};

const revise = async (rows: ContactRows, revised: Revised): Promise<number> => {
  const before = await readHead(rows);
  if (before === undefined) return 0;
  // Listed before the head is written: what belongs to a full read that can no longer end.
  const leftovers = await unnamedKeys(rows, before.head);
  const { writing: _ended, ...head } = before.head;
  const taken = await writeWithHead(rows, { ...head, photosOrphaned: true }, before.etag, []);
  await removeRows(rows.table, rows.partition, leftovers);

  const { generation } = head;
  let changed = 0;
  if (generation !== undefined) {
    const edits = await editsOf(rows, generation, head.bits, revised);
    const start = { head: { ...taken.head, generation }, etag: taken.etag };
    const edited = await editContacts(rows, start, edits, (last) => last);
    changed = edited.changed + edited.removed;
  }
  await sweepPhotos(rows);
  return changed;
};

/** A bucket at a time in memory; of the contacts only the keys that something becomes of. */
const editsOf = async (
  rows: ContactRows,
  generation: string,
  bits: number,
  revised: Revised,
): Promise<ReadonlyMap<string, Edit>> => {
  const edit: Edit = (before) => {
    if (before === undefined) return undefined;
    const c = revised(before.c);
    if (c === before.c) return before;
    return c && { c, due: before.due };
  };
  const edits = new Map<string, Edit>();
  for await (const { people } of readBuckets(rows, generationPrefix(generation), 0, bucketsOf(bits) - 1)) {
    for (const { c } of people.values()) if (revised(c) !== c) edits.set(c.key, edit);
  }
  return edits;
};
