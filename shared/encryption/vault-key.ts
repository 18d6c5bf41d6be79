import type { Random } from '../kernel/ids.ts';
import type { Secrets } from '../kernel/secrets.ts';

/** Names of our own symmetric keys in the vault. */
export const vaultKeys = {
  consentTicket: 'consent-ticket-key',
  /** Signs the links of sign-ins and derives their proofs. */
  signIn: 'sign-in-key',
  shareCapability: 'share-capability-key',
  /** Seed of the Ed25519 key that signs certificates of erasure: kept for good. */
  erasureCertificate: 'erasure-certificate-key',
} as const;

/**
 * A key of 256 bits in the vault, base64. Made at its first use and read again afterwards, so that instances that make it
 * in step use the one that stayed. The vault has no "create if absent": an instance that reads between two such writes
 * uses the lost one until `secrets` forgets it. `secrets` should keep what it has read for a while.
 */
export const makeVaultKey =
  (deps: { readonly secrets: Secrets; readonly random: Random }, name: string) =>
  async (): Promise<Uint8Array> => {
    const known = await deps.secrets.get(name);
    if (known !== undefined) return Buffer.from(known, 'base64');
    await deps.secrets.set(name, Buffer.from(deps.random.bytes(32)).toString('base64'));
    const stayed = await deps.secrets.get(name);
    if (stayed === undefined) throw new Error(`the vault does not keep ${name}`);
    return Buffer.from(stayed, 'base64');
  };
