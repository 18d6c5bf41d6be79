import type { Photo } from '../../sources/source.ts';
import { type ContactRows, listKeys, readHead, writeWithHead } from './contact-rows.ts';
import { fromParts, toParts } from './json-columns.ts';
import { readContacts } from './read-contacts.ts';
import { removeRows, writeInBatches } from './row-batches.ts';
import { readRow } from './rows.ts';

const prefix = 'p|';
const isHash = (text: string) => /^[0-9a-f]{64}$/.test(text);
const sealedAs = ({ sourceId }: ContactRows, hash: string) => ({ kind: 'photo', id: `${sourceId}|${hash}` });

/** Before the people who have them: a crash between leaves a photo without an owner, which the next sweep takes. */
export const writePhotos = async (rows: ContactRows, photos: readonly Photo[]): Promise<void> => {
  const once = [...new Map(photos.map((photo) => [photo.hash, photo])).values()];
  const actions = await Promise.all(
    once.map(async ({ hash, bytes }) => {
      if (!isHash(hash)) throw new Error('not the hash of a photo');
      const sealed = await rows.cipher.seal(rows.ctx, sealedAs(rows, hash), bytes);
      return { kind: 'upsert', key: prefix + hash, columns: { form: 'photo', ...toParts(sealed) } } as const;
    }),
  );
  await writeInBatches(rows.table, rows.partition, actions);
};

export const readPhoto = async (rows: ContactRows, hash: string): Promise<Uint8Array | undefined> => {
  if (!isHash(hash)) return undefined;
  const row = await readRow(rows.table, rows.partition, prefix + hash);
  return row && rows.cipher.open(rows.ctx, sealedAs(rows, hash), fromParts(row.columns));
};

/** Holds the hashes of all photos in memory, about 100 bytes for each person who has one. */
export const sweepPhotos = async (rows: ContactRows): Promise<void> => {
  const held = await readHead(rows);
  if (held === undefined || !held.head.photosOrphaned) return;
  const owned = new Set<string>();
  for await (const contacts of readContacts(rows)) {
    for (const { photo } of contacts) if (photo !== undefined) owned.add(prefix + photo);
  }
  const kept = await listKeys(rows, prefix);
  await removeRows(
    rows.table,
    rows.partition,
    kept.filter((key) => !owned.has(key)),
  );
  await writeWithHead(rows, { ...held.head, photosOrphaned: false }, held.etag, []);
};
