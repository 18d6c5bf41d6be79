import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** With slashes, relative. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** 1 January 1980, 00:00: the earliest that the format knows. */
const dosDate = 0x0021;
const utf8Names = 0x0800;
const version = 20;
/** A regular file that everyone may read. */
const unixMode = 0o100644;

/**
 * A zip archive whose bytes follow from the entries alone: sorted by name, without times, and stored as they are, because
 * how they would be compressed depends on the version of zlib. Up to 65,535 entries and 4 GiB.
 */
export const zip = (entries: readonly ZipEntry[]): Uint8Array => {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = Buffer.from(name, 'utf8');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(version, 0);
    common.writeUInt16LE(utf8Names, 2);
    common.writeUInt16LE(dosDate, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    files.push(signature(0x04034b50), common, path, bytes);

    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(unixMode * 0x10000, 6);
    rest.writeUInt32LE(offset, 10);
    // Made by: Unix, so that the mode counts.
    directory.push(signature(0x02014b50), Buffer.from([version, 3]), common, rest, path);
    offset += 30 + path.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, ...directory, signature(0x06054b50), end]);
};

const signature = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
