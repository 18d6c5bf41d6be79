import { createHash } from 'node:crypto';

/**
 * Contacts lie in 2^bits buckets by the first bits of their key's hash: a change rewrites one bucket of a few hundred
 * people, a small source is one bucket. Buckets of different bits nest in each other.
 */
const wantedPeople = 256;
const mostPeople = 1024;
const mostBits = 16;

/** Bits for that many people, so that a bucket has between half of `wanted` and all of it, about. */
export const bitsFor = (people: number, wanted = wantedPeople): number => {
  let bits = 0;
  while (bits < mostBits && people / 2 ** bits > wanted) bits++;
  return bits;
};

/** Whether so many people came by changes that they should be distributed anew. */
export const isOverfull = (people: number, bits: number): boolean =>
  bits < mostBits && people / 2 ** bits > mostPeople;

export const bucketsOf = (bits: number): number => 2 ** bits;

export const bucketOf = (key: string, bits: number): number =>
  bits === 0 ? 0 : createHash('sha256').update(key).digest().readUInt32BE(0) >>> (32 - bits);

/** The buckets of `fromBits` that can hold people of `bucket` of `bits`, both ends included. */
export const overlapping = (bucket: number, bits: number, fromBits: number): readonly [number, number] => {
  if (fromBits <= bits) return [bucket >>> (bits - fromBits), bucket >>> (bits - fromBits)];
  const width = 2 ** (fromBits - bits);
  return [bucket * width, (bucket + 1) * width - 1];
};

/** Key order is bucket order. */
export const bucketName = (bucket: number): string => bucket.toString(16).padStart(4, '0');
