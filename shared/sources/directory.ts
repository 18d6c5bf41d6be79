import type { Contact } from '../contacts/contact.ts';
import type { AccessBlocked, ConsentRequired, Throttled, Unavailable } from '../kernel/failures.ts';
import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

export type DirectoryFailure = ConsentRequired | AccessBlocked | Throttled | Unavailable;

/** A page of people read or changed. `link` is on the last page only: the start of the next delta. */
export interface DirectoryPage {
  readonly changed: readonly DirectoryPerson[];
  /** Keys of people who are gone. */
  readonly removed: readonly string[];
  readonly link?: string;
}

/** A person as the directory has it; numbers as typed, not yet normalised. */
export interface DirectoryPerson {
  readonly key: string;
  readonly userPrincipalName?: string;
  /** Entra's object id, where another source knows it. */
  readonly entraId?: string;
  readonly givenName?: string;
  readonly surname?: string;
  readonly displayName?: string;
  readonly companyName?: string;
  readonly department?: string;
  readonly jobTitle?: string;
  readonly officeLocation?: string;
  readonly emails: readonly string[];
  readonly businessPhones: readonly string[];
  readonly homePhones?: readonly string[];
  readonly otherPhones?: readonly string[];
  readonly mobilePhone?: string;
  readonly faxNumber?: string;
  readonly businessAddress?: Contact['businessAddress'];
  readonly managerKey?: string;
  readonly enabled: boolean;
  readonly hidden: boolean;
}

/**
 * [S1] The people of a tenant's Entra ID. With a link, what changed since; `link-expired` asks for a full read.
 * A delta may repeat what was read before and may report removals of people never seen.
 */
export interface Directory {
  readPeople(
    ctx: TenantContext,
    link?: string,
  ): AsyncIterable<Result<DirectoryPage, DirectoryFailure | { readonly type: 'link-expired' }>>;
  /** Object ids of the users in a group, through nested groups, each once. `not-found`: no such group. */
  membersOf(
    ctx: TenantContext,
    groupId: string,
  ): Promise<Result<readonly string[], DirectoryFailure | { readonly type: 'not-found' }>>;
  /** The photo in 120 × 120 pixels; null where the person has none. Up to 20 people a call. */
  photosOf(
    ctx: TenantContext,
    keys: readonly string[],
  ): Promise<Result<ReadonlyMap<string, Uint8Array | null>, DirectoryFailure>>;
  /** Proves that the consent covers reading people: one small request. */
  probe(ctx: TenantContext): Promise<Result<void, DirectoryFailure>>;
}
