import { seededRandom } from '../../../../local/emulators/graph/random.ts';
import type { Random } from '../../../../shared/kernel/ids.ts';

/** Chance by seed: the same seed, the same history. */
export interface Prng {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** A whole number in [from, to]. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
  return hash >>> 0;
};

/** `label` keeps streams of one seed apart, so that a draw more in one leaves the others as they were. */
export const makePrng = (seed: number, label: string): Prng => {
  const next = seededRandom(hashOf(`${seed}/${label}`));
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
};

/** The product's source of ids, nonces and keys. */
export const makeSeededRandom = (prng: Prng): Random => {
  const bytes = (length: number) => Uint8Array.from({ length }, () => prng.below(256));
  return {
    bytes,
    id: () => {
      const hex = Buffer.from(bytes(16)).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
};
