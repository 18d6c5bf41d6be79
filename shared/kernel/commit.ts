import type { Conflict, Stale } from './failures.ts';
import type { Message } from './messages.ts';
import type { Result } from './result.ts';
import type { TenantContext } from './tenant-context.ts';

declare const opaque: unique symbol;
/** A change of one row, made by a store and carried out only by `Commit`: capabilities cannot look inside. */
export type Change = { readonly [opaque]: 'Change' };

/** A value as it was read; the ETag goes back with the change, so that a write over someone else's is refused. */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string;
}

/**
 * Writes all changes and messages of one command in one transaction of the tenant's partition (at most 100 rows, 4 MiB),
 * then sends the messages. Either everything happened or nothing; messages that a crash keeps back are sent by the relay.
 * Answers the new ETag of each change, in their order ('' for a deletion).
 * `stale`: a row changed since it was read. `conflict` (`exists`): a row to insert is there already.
 */
export type Commit = (
  ctx: TenantContext,
  changes: readonly Change[],
  messages?: readonly Message[],
) => Promise<Result<readonly string[], Stale | Conflict>>;

/** One page of a list, in the store's key order. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque continuation; absent on the last page. */
  readonly cursor?: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/** What a kind of entity offers; the id is unique within the tenant. */
export interface EntityStore<T> {
  get(ctx: TenantContext, id: string): Promise<Versioned<T> | undefined>;
  list(ctx: TenantContext, page: PageRequest, under?: string): Promise<Page<Versioned<T>>>;
  /** Every entity, or every one whose id begins with `under`. */
  all(ctx: TenantContext, under?: string): AsyncIterable<Versioned<T>>;
  inserted(ctx: TenantContext, value: T): Change;
  replaced(ctx: TenantContext, etag: string, value: T): Change;
  deleted(ctx: TenantContext, etag: string, id: string): Change;
}
