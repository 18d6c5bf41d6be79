import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { Card } from './card.ts';

/**
 * Tells one content from another, independent of the order of keys: 16 bytes, as a manifest row keeps them for every managed
 * contact. Cut from SHA-256; 128 bits, because a collision only hides one update and nobody can profit from making one.
 * `photo` is the photo's own hash, hex; absent for none.
 */
export const cardHash = (card: Card, photo?: string): Uint8Array =>
  // The version goes up when the meaning of a field changes: then every managed contact is written once more.
  new Uint8Array(
    createHash('sha256')
      .update(`card/1\n${photo ?? ''}\n`)
      .update(canonicalJson(card))
      .digest()
      .subarray(0, 16),
  );

/** The same as lower-case hex, 32 characters. */
export const cardHashHex = (card: Card, photo?: string): string =>
  Buffer.from(cardHash(card, photo)).toString('hex');
