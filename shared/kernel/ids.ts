import { createHash, randomBytes, randomUUID } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Entra tenant id, a lower-case GUID: the key of everything that belongs to a company. */
export type TenantId = Branded<'TenantId'>;
export type SourceId = Branded<'SourceId'>;
export type ShareId = Branded<'ShareId'>;
export type ImportId = Branded<'ImportId'>;
export type RunId = Branded<'RunId'>;
/** Entra object id of the user whose mailbox is meant. */
export type MailboxId = Branded<'MailboxId'>;

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isGuid = (text: string): boolean => guid.test(text.toLowerCase());

/** Throws on anything but a GUID: callers validate outside input first. */
export const tenantId = (text: string): TenantId => {
  if (!isGuid(text)) throw new Error('not a tenant id');
  return text.toLowerCase() as TenantId;
};

/** Brands text as an id; use only where the value comes from our own store or has been validated. */
export const asId = <T extends string>(text: string): T => text as T;

export interface Random {
  /** A random GUID. */
  id(): string;
  bytes(length: number): Uint8Array;
}

export const systemRandom: Random = { id: () => randomUUID(), bytes: (length) => randomBytes(length) };

/** The same GUID for the same parts, so that a repeated command finds its own work (version 8, RFC 9562). */
export const derivedId = (...parts: readonly string[]): string => {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/**
 * Sorts the newest first: the inverted time in hex, then what makes it single. The same time and salt give the same id,
 * so that what is done twice under one salt is one.
 */
export const newestFirstId = (atMs: number, salt: string): string =>
  `${newestFirstPrefix(atMs)}-${salt.replaceAll('-', '').slice(0, 12)}`;

/** What ids of this very millisecond begin with; sorts before them, and after all younger ones. */
export const newestFirstPrefix = (atMs: number): string => (2 ** 48 - atMs).toString(16).padStart(12, '0');
