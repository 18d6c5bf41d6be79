import type { TenantContext } from './tenant-context.ts';

/** Recognises a text again without keeping it: nobody without the tenant's key can test guesses. */
export interface KeyedHash {
  /** The data key that it stems from; the same number and use give the same hashes. */
  readonly keyNumber: number;
  /** 128 bits in hex. */
  hash(text: string): string;
}

/** Under a key derived from the tenant's data key, which destroys it when it is destroyed. */
export interface KeyedHashes {
  /** `use` keeps hashes of different purposes apart; without a number the newest data key. */
  keyedHash(ctx: TenantContext, use: string, keyNumber?: number): Promise<KeyedHash>;
}
