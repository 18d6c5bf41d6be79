import { bytesOf } from './entry.ts';
import { oneOfGuids } from './filters.ts';
import { guidBytes } from './object-guid.ts';
import { keyOf } from './person.ts';
import type { Session } from './session.ts';

/** As the schema of Active Directory limits `thumbnailPhoto`; a larger one was forced in and is none. */
const mostBytes = 100 * 1024;

/** Photos by key; null for who has none, or is not there. */
export const photosOf = async (
  { connection, controller }: Session,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array | null>> => {
  const photos = new Map<string, Uint8Array | null>(keys.map((key) => [key, null]));
  const guids = keys.flatMap((key) => guidBytes(key) ?? []);
  if (guids.length === 0) return photos;
  const { entries } = await connection.search({
    base: controller.domain,
    scope: 'sub',
    filter: oneOfGuids(guids),
    attributes: ['objectGUID', 'thumbnailPhoto'],
  });
  for (const entry of entries) {
    const key = keyOf(entry);
    const photo = bytesOf(entry, 'thumbnailPhoto');
    if (key === undefined || photo === undefined || photo.length === 0 || photo.length > mostBytes) continue;
    photos.set(key, photo);
  }
  return photos;
};
