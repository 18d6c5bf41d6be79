export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

const startOfScan = 0xda;
const end = 0xd9;
/** Start of frame: C0 to CF without DHT, JPG and DAC. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** APP0 to APP15 and comments: EXIF, place, profiles, small pictures of what it was before; but JFIF, and how colours are coded. */
const isDescription = (marker: number, segment: Buffer): boolean => {
  const kind = segment.toString('latin1', 4, 9);
  const isNeeded = (marker === 0xe0 && kind === 'JFIF\0') || (marker === 0xee && kind === 'Adobe');
  return marker === 0xfe || (marker >= 0xe0 && marker <= 0xef && !isNeeded);
};

/** Where coded data end: at the next marker that is neither a stuffed byte nor a restart. */
const scanEnd = (buffer: Buffer, from: number): number => {
  for (let at = from; at + 1 < buffer.length; at++) {
    const next = buffer[at + 1] ?? 0;
    if (buffer[at] === 0xff && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return buffer.length;
};

/** Segment by segment (ITU T.81): a frame, at least one scan, the end, nothing behind it. */
export const readJpeg = (bytes: Uint8Array): Picture | undefined => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts = [buffer.subarray(0, 2)];
  let size: { readonly width: number; readonly height: number } | undefined;
  let scans = 0;
  for (let at = 2; at + 2 <= buffer.length; ) {
    if (buffer[at] !== 0xff) return undefined;
    const marker = buffer[at + 1] ?? 0;
    // Any marker may have fill bytes before it (ITU T.81, B.1.1.2).
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === end) {
      if (size === undefined || scans === 0 || at + 2 !== buffer.length) return undefined;
      return { ...size, bytes: Buffer.concat([...parts, buffer.subarray(at)]) };
    }
    const length = at + 4 <= buffer.length ? buffer.readUInt16BE(at + 2) : 0;
    let next = at + 2 + length;
    if (length < 2 || next > buffer.length) return undefined;
    if (isFrame(marker)) {
      if (length < 8) return undefined;
      size = { height: buffer.readUInt16BE(at + 5), width: buffer.readUInt16BE(at + 7) };
    }
    if (marker === startOfScan) {
      scans++;
      next = scanEnd(buffer, next);
    }
    const segment = buffer.subarray(at, next);
    if (!isDescription(marker, segment)) parts.push(segment);
    at = next;
  }
  return undefined;
};
