import { canonicalJson } from '../../contacts/canonical-json.ts';
import type { Contact } from '../../contacts/contact.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import type { Random } from '../../kernel/ids.ts';
import type { ContactsWritten, Photo, SourceContacts } from '../../sources/source.ts';
import { bucketsOf, isOverfull } from './contact-buckets.ts';
import { readPhoto, sweepPhotos, writePhotos } from './contact-photos.ts';
import {
  type ContactRows,
  contactRows,
  generationPrefix,
  listKeys,
  Overtaken,
  readBuckets,
  readHead,
} from './contact-rows.ts';
import { type HeldHead, toContactsHead } from './contacts-head.ts';
import { type Edit, type Edited, editContacts } from './edit-contacts.ts';
import { readContacts, readPart } from './read-contacts.ts';
import { replaceContacts } from './replace-contacts.ts';
import { reviseContacts } from './revise-contacts.ts';
import { removeRows } from './row-batches.ts';
import type { Table } from './table.ts';

export interface SourceContactsDeps {
  readonly table: Table;
  readonly cipher: Cipher;
  readonly random: Random;
  /** Contacts of a full read held in memory at a time; some 3 MB. */
  readonly runLength?: number;
}

/** The contacts of sources in the `contacts` table; contact-rows.ts tells how they lie there. */
export const makeSourceContacts = (deps: SourceContactsDeps): SourceContacts => {
  const open = (...[ctx, sourceId]: Parameters<SourceContacts['head']>) =>
    contactRows(deps.table, deps.cipher, ctx, sourceId);

  return {
    head: async (ctx, sourceId) => {
      const held = await readHead(open(ctx, sourceId));
      return held?.head.generation === undefined ? undefined : toContactsHead(held.head);
    },
    all: (ctx, sourceId) => readContacts(open(ctx, sourceId)),
    part: (ctx, sourceId, number) => readPart(open(ctx, sourceId), number),
    replaceAll: async (ctx, sourceId, pages, end, { keepPhotos }) => {
      const { random, runLength = 5000 } = deps;
      return toWritten(
        await replaceContacts(open(ctx, sourceId), pages, end, { keepPhotos, runLength, random }),
      );
    },
    applyChanges: async (ctx, sourceId, { changed, removed, link }) => {
      const rows = open(ctx, sourceId);
      const edits = new Map<string, Edit>(changed.map((contact) => [contact.key, replacedBy(contact)]));
      for (const key of removed) edits.set(key, () => undefined);
      const edited = await editContacts(rows, await lastRead(rows), edits, ({ link: _former, ...head }) =>
        isOverfull(head.tally.count, head.bits) ? head : { ...head, link },
      );
      return toWritten(edited);
    },
    rewrite: async (ctx, sourceId, seen, contacts, edit) => {
      const judge = ({ head }: HeldHead) => {
        if (head.edit?.id !== seen?.edit?.id) throw new Overtaken('the list was edited meanwhile');
      };
      const end = () => ({ fullReadAt: edit.at, edit });
      const { random, runLength = 5000 } = deps;
      const options = { keepPhotos: false, runLength, random, judge };
      try {
        const { held } = await replaceContacts(open(ctx, sourceId), onePage(contacts), end, options);
        return toContactsHead(held.head);
      } catch (error) {
        if (error instanceof Overtaken) return 'overtaken';
        throw error;
      }
    },
    photosDue: (ctx, sourceId) => duePhotos(open(ctx, sourceId)),
    setPhotos: async (ctx, sourceId, photos) => {
      const rows = open(ctx, sourceId);
      await writePhotos(
        rows,
        [...photos.values()].filter((photo) => photo !== null),
      );
      const edits = new Map([...photos].map(([key, photo]) => [key, withPhoto(photo)]));
      await editContacts(rows, await lastRead(rows), edits, (head) => head);
    },
    photo: (ctx, sourceId, hash) => readPhoto(open(ctx, sourceId), hash),
    sweepPhotos: (ctx, sourceId) => sweepPhotos(open(ctx, sourceId)),
    revise: (ctx, sourceId, revised) => reviseContacts(open(ctx, sourceId), revised),
    remove: async (ctx, sourceId) => {
      const rows = open(ctx, sourceId);
      // The head first: from then on nothing is found, and no writer can end any more.
      await removeRows(rows.table, rows.partition, ['head']);
      for (const prefix of ['c|', 'r|', 'p|']) {
        await removeRows(rows.table, rows.partition, await listKeys(rows, prefix));
      }
    },
  };
};

async function* onePage(contacts: readonly Contact[]): AsyncIterable<readonly Contact[]> {
  yield contacts;
}

const toWritten = ({ held, changed, removed }: Edited): ContactsWritten => ({
  head: toContactsHead(held.head),
  changed,
  removed,
});

const lastRead = async (rows: ContactRows) => {
  const held = await readHead(rows);
  const generation = held?.head.generation;
  if (held === undefined || generation === undefined) throw new Error('the source was not read yet');
  return { etag: held.etag, head: { ...held.head, generation } };
};

const replacedBy =
  (read: Contact): Edit =>
  (before) => {
    const photo = read.photo ?? before?.c.photo;
    const c = photo === undefined ? read : { ...read, photo };
    if (before !== undefined && canonicalJson(before.c) === canonicalJson(c)) return before;
    return { c, due: true };
  };

const withPhoto =
  (photo: Photo | null): Edit =>
  (before) => {
    if (before === undefined) return undefined;
    const { photo: former, ...rest } = before.c;
    if (!before.due && former === photo?.hash) return before;
    return { c: photo === null ? rest : { ...rest, photo: photo.hash }, due: false };
  };

async function* duePhotos(rows: ContactRows): AsyncIterable<readonly string[]> {
  const held = await readHead(rows);
  if (held?.head.generation === undefined || held.head.photosDue === 0) return;
  const last = bucketsOf(held.head.bits) - 1;
  for await (const { people } of readBuckets(rows, generationPrefix(held.head.generation), 0, last)) {
    const keys = [...people.values()].filter(({ due }) => due).map(({ c }) => c.key);
    if (keys.length > 0) yield keys;
  }
}
