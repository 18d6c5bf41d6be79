import type { FieldProblem } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { holdsItsPixels } from './png-pixels.ts';
import { type Picture, readJpeg } from './read-jpeg.ts';
import { readPng } from './read-png.ts';

export const mostLogoBytes = 256 * 1024;
const leastPixels = 32;
const mostPixels = 2048;

export interface Logo extends Picture {
  readonly mediaType: 'image/png' | 'image/jpeg';
}

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, n) => bytes[n] === byte);

/**
 * [L7] A picture as its bytes say, whatever it is called; what describes it (camera, place, author, comments) is taken out.
 * Rules: `too-many-bytes`, `image-type`, `image-damaged`, `image-dimensions`.
 */
export const readLogo = (bytes: Uint8Array): Result<Logo, Pick<FieldProblem, 'rule' | 'params'>> => {
  if (bytes.length > mostLogoBytes) return err({ rule: 'too-many-bytes', params: { max: mostLogoBytes } });
  const isPng = startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  if (!isPng && !startsWith(bytes, [0xff, 0xd8, 0xff])) return err({ rule: 'image-type' });
  const picture = isPng ? readPng(bytes) : readJpeg(bytes);
  if (picture === undefined) return err({ rule: 'image-damaged' });
  const { width, height } = picture;
  if (Math.min(width, height) < leastPixels || Math.max(width, height) > mostPixels) {
    return err({ rule: 'image-dimensions', params: { width, height, min: leastPixels, max: mostPixels } });
  }
  if (isPng && !holdsItsPixels(picture.bytes)) return err({ rule: 'image-damaged' });
  return ok({ ...picture, mediaType: isPng ? 'image/png' : 'image/jpeg' });
};
