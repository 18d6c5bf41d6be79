import { crc32 } from 'node:zlib';
import type { Picture } from './read-jpeg.ts';

/** What a picture needs to look as it does; all else is description or animation. */
const kept = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'pHYs', 'IDAT', 'IEND']);
const signatureLength = 8;

/** Chunk by chunk (PNG, third edition): checked sums, the header first, the end last, nothing behind it. */
export const readPng = (bytes: Uint8Array): Picture | undefined => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts = [buffer.subarray(0, signatureLength)];
  const types: string[] = [];
  let at = signatureLength;
  while (at + 12 <= buffer.length) {
    const length = buffer.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > buffer.length) return undefined;
    const type = buffer.toString('latin1', at + 4, at + 8);
    if (buffer.readUInt32BE(end - 4) !== crc32(buffer.subarray(at + 4, end - 4))) return undefined;
    types.push(type);
    if (kept.has(type)) parts.push(buffer.subarray(at, end));
    at = end;
    if (type === 'IEND') break;
  }
  const isWhole = types[0] === 'IHDR' && types.at(-1) === 'IEND' && types.includes('IDAT');
  if (!isWhole || at !== buffer.length || buffer.readUInt32BE(signatureLength) !== 13) return undefined;
  return {
    width: buffer.readUInt32BE(16),
    height: buffer.readUInt32BE(20),
    bytes: Buffer.concat(parts),
  };
};
