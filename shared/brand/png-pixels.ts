import { inflateSync } from 'node:zlib';

const signatureLength = 8;

/** Samples of a pixel by type of colour, and the depths that each may have. */
const samples = new Map([
  [0, { count: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { count: 3, depths: [8, 16] }],
  [3, { count: 1, depths: [1, 2, 4, 8] }],
  [4, { count: 2, depths: [8, 16] }],
  [6, { count: 4, depths: [8, 16] }],
]);
/** Adam7: first column and row of each pass, and how far apart they are. */
const interlaced = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Bytes of all rows, each with its filter; undefined for a header that says nothing that can be drawn. */
const rowsOf = (header: Buffer): number | undefined => {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, colour = 0, compression, filter, interlacing] = header.subarray(8);
  const sample = samples.get(colour);
  if (sample?.depths.includes(depth) !== true || compression !== 0 || filter !== 0) return undefined;
  const passes = interlacing === 0 ? [[0, 0, 1, 1] as const] : interlacing === 1 ? interlaced : [];
  const bytes = passes.map(([left, top, across, down]) => {
    const columns = Math.max(0, Math.ceil((width - left) / across));
    const rows = Math.max(0, Math.ceil((height - top) / down));
    return columns === 0 ? 0 : rows * (1 + Math.ceil((columns * sample.count * depth) / 8));
  });
  return passes.length === 0 ? undefined : bytes.reduce((sum, each) => sum + each, 0);
};

/**
 * Whether a picture as `readPng` gives it can be drawn: its data hold its pixels, no fewer and nothing beside them. To be asked
 * once its size is known to be small: more than that is not unpacked.
 */
export const holdsItsPixels = (bytes: Uint8Array): boolean => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: { readonly type: string; readonly data: Buffer }[] = [];
  for (let at = signatureLength; at < buffer.length; ) {
    const end = at + 8 + buffer.readUInt32BE(at);
    chunks.push({ type: buffer.toString('latin1', at + 4, at + 8), data: buffer.subarray(at + 8, end) });
    at = end + 4;
  }
  const all = (type: string) => chunks.filter((chunk) => chunk.type === type).map(({ data }) => data);
  const [header, ...others] = all('IHDR');
  const wanted = header === undefined || others.length > 0 ? undefined : rowsOf(header);
  if (wanted === undefined) return false;
  const packed = Buffer.concat(all('IDAT'));
  try {
    return inflateSync(packed, { maxOutputLength: wanted, rejectGarbageAfterEnd: true }).length === wanted;
  } catch {
    return false;
  }
};
