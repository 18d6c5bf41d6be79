import type { ManifestEntry } from '../../imports/manifest.ts';

/**
 * Entries as bytes: hashes raw instead of hex, everything with its length before it. About 56 KB for 1,000 contacts once
 * compressed, most of it Graph's ids. The first byte is the format's version.
 */
const version = 1;

export const encodeEntries = (entries: ReadonlyMap<string, ManifestEntry>): Uint8Array => {
  const parts: Buffer[] = [Buffer.from([version])];
  const put = (bytes: Buffer) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    parts.push(length, bytes);
  };
  for (const [tag, entry] of entries) {
    put(Buffer.from(tag, 'hex'));
    put(Buffer.from(entry.id));
    put(Buffer.from(entry.hash, 'hex'));
    put(Buffer.from(entry.change, 'hex'));
    put(entry.photo === '?' ? Buffer.from('?') : Buffer.from(entry.photo, 'hex'));
    put(Buffer.from(entry.refused, 'hex'));
  }
  return Buffer.concat(parts);
};

export const decodeEntries = (bytes: Uint8Array): ReadonlyMap<string, ManifestEntry> => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer[0] !== version) throw new Error('a manifest has an unknown format');
  const entries = new Map<string, ManifestEntry>();
  let at = 1;
  const take = (): Buffer => {
    const length = buffer.readUInt16BE(at);
    const part = buffer.subarray(at + 2, at + 2 + length);
    at += 2 + length;
    return part;
  };
  while (at < buffer.length) {
    const tag = take().toString('hex');
    const id = take().toString();
    const hash = take().toString('hex');
    const change = take().toString('hex');
    const photo = take();
    entries.set(tag, {
      id,
      hash,
      change,
      photo: photo.length === 1 ? photo.toString() : photo.toString('hex'),
      refused: take().toString('hex'),
    });
  }
  return entries;
};
