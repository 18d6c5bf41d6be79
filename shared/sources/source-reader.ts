import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { DirectoryFailure, DirectoryPage } from './directory.ts';

/**
 * Why a source of the company's own could not be read; each with a text that says the way out [S2][S6]. Others than these
 * are failures of Microsoft's services (`DirectoryFailure`).
 */
export const sourceRefusals = [
  /** No answer at the address: a VPN may be needed, or the port is another one. */
  'unreachable',
  /** Addresses that customers may not have us call: metadata, link-local, and what the operator has not allowed. */
  'address-not-allowed',
  /** Expired, of another name, or of nobody we trust. */
  'certificate',
  'wrong-credentials',
  'account-locked',
  'account-disabled',
  'password-expired',
  'no-right-to-read',
  'unknown-domain',
  'unknown-base',
  /** The instance of Dynamics 365, the shared mailbox, the folder. */
  'not-there',
  /** The user whose contacts are read has to sign in again. */
  'sign-in-required',
] as const;

export type SourceRefusal = (typeof sourceRefusals)[number];

export interface SourceRefused {
  readonly type: 'source-refused';
  readonly reason: SourceRefusal;
  readonly code?: string;
}

export type ReaderFailure = DirectoryFailure | SourceRefused;

/**
 * Reads the people of one kind of source [S0]. `Settings` is what the source's row keeps for that kind, with its `password`
 * where it has one. Nothing is retried inside beyond what the protocol asks for; a failure is an answer.
 */
export interface SourceReader<Settings> {
  /**
   * Without a link everyone, a page at a time; with the link of the last page of an earlier read, what changed since.
   * `link-expired` asks for a full read; a reader without changes gives no link. Keys are stable, at most 128 characters.
   */
  readPeople(
    ctx: TenantContext,
    settings: Settings,
    link?: string,
  ): AsyncIterable<Result<DirectoryPage, ReaderFailure | { readonly type: 'link-expired' }>>;
  /** Photos of up to 20 people; null where there is none. Absent where the kind has none. */
  photosOf?(
    ctx: TenantContext,
    settings: Settings,
    keys: readonly string[],
  ): Promise<Result<ReadonlyMap<string, Uint8Array | null>, ReaderFailure>>;
  /** One small question that proves that reading works. */
  probe(ctx: TenantContext, settings: Settings): Promise<Result<void, ReaderFailure>>;
}
