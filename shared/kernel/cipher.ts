import type { TenantContext } from './tenant-context.ts';

/** What a sealed value is bound to: opening it under another tenant, kind or id fails. */
export interface SealedAs {
  readonly kind: string;
  readonly id: string;
}

/** Encryption at rest with the tenant's own data key; destroying that key erases everything sealed with it. */
export interface Cipher {
  seal(ctx: TenantContext, as: SealedAs, plain: Uint8Array): Promise<Uint8Array>;
  /** Throws on a value that was tampered with, or sealed as something else. */
  open(ctx: TenantContext, as: SealedAs, sealed: Uint8Array): Promise<Uint8Array>;
}
