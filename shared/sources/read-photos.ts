import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Photo, Source, SourceContacts } from './source.ts';
import type { ReaderFailure } from './source-reader.ts';
import type { OpenedSource } from './source-readers.ts';

/** As many as a reader takes in a call. */
const atOnce = 20;
/** A photo of 120 × 120 pixels has some 5 KB; what is larger than this is none, and has no room in a row. */
const maxPhotoBytes = 512 * 1024;

const toPhoto = (bytes: Uint8Array | null): Photo | null =>
  bytes === null || bytes.length === 0 || bytes.length > maxPhotoBytes
    ? null
    : { bytes, hash: createHash('sha256').update(bytes).digest('hex') };

/**
 * Asks for every photo that is due. What was found is kept also when the source stops answering: the rest stays due
 * and is asked for the next time.
 */
export const readPhotos = async (
  ctx: TenantContext,
  source: Source,
  photosOf: NonNullable<OpenedSource['photosOf']>,
  deps: { readonly contacts: SourceContacts },
  keep: () => Promise<void>,
): Promise<Result<void, ReaderFailure>> => {
  for await (const keys of deps.contacts.photosDue(ctx, source.id)) {
    const found = new Map<string, Photo | null>();
    let failure: ReaderFailure | undefined;
    for (let from = 0; from < keys.length && failure === undefined; from += atOnce) {
      await keep();
      const photos = await photosOf(ctx, keys.slice(from, from + atOnce));
      if (photos.ok) for (const [key, bytes] of photos.value) found.set(key, toPhoto(bytes));
      else failure = photos.error;
    }
    if (found.size > 0) await deps.contacts.setPhotos(ctx, source.id, found);
    if (failure !== undefined) return err(failure);
  }
  return ok(undefined);
};
