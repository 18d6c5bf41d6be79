/** Wraps data keys with a key that never leaves the vault. */
export interface KeyWrapper {
  /** `keyId` is name and version, valid whatever the vault's URL is. */
  wrap(key: Uint8Array): Promise<{ readonly wrapped: Uint8Array; readonly keyId: string }>;
  unwrap(wrapped: Uint8Array, keyId: string): Promise<Uint8Array>;
}
