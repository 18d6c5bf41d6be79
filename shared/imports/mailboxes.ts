import type { Card } from '../contacts/card.ts';
import type { MailboxId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { CategoryColour } from './category-colour.ts';

/**
 * The mailboxes of a tenant, as the sync engine needs them. One `execute` is one HTTP call of at most 20 operations,
 * mixed over mailboxes; the engine decides how many of one mailbox are in it. Nothing is repeated inside: throttling,
 * lost answers and faults come back as outcomes. Source: Microsoft Graph v1.0, JSON batching and Outlook contacts.
 */
export interface Mailboxes {
  execute(ctx: TenantContext, operations: readonly MailboxOperation[]): Promise<readonly MailboxOutcome[]>;
}

export const maxOperationsPerCall = 20;
/** Outlook works on four requests of one mailbox and app at a time; more draw 429. */
export const maxOperationsPerMailbox = 4;

/** `default`: the mailbox's own contacts folder, the only one that many phones show [I8]. */
export type Folder = 'default' | { readonly id: string };

/** What marks a contact as ours: lower-case hex, in an extended property; set in the create itself. */
export type Tag = string;

export type MailboxOperation = { readonly mailbox: MailboxId } & (
  | { readonly kind: 'create-folder'; readonly displayName: string }
  /** By name; Graph has no other key. */
  | { readonly kind: 'find-folder'; readonly displayName: string }
  | { readonly kind: 'delete-folder'; readonly folderId: string }
  /** All contacts of the folder with their tags, card fields, categories and note; a page of at most 500. */
  | { readonly kind: 'list'; readonly folder: Folder; readonly page?: string }
  /** What changed since `link`; without a link, everything and a first link. */
  | { readonly kind: 'changes'; readonly folder: Folder; readonly link?: string }
  | { readonly kind: 'find-tag'; readonly folder: Folder; readonly tag: Tag }
  | {
      readonly kind: 'create';
      readonly folder: Folder;
      readonly tag: Tag;
      readonly card: Card;
      readonly categories: readonly string[];
      readonly note: string | null;
    }
  | {
      readonly kind: 'update';
      readonly contactId: string;
      /** Only if the contact still has this change key: what was computed from it must not overwrite a user's edit [I10]. */
      readonly since?: string;
      /** Only what changes; null and [] empty a field. */
      readonly card: Partial<Card>;
      readonly categories?: readonly string[];
      readonly note?: string | null;
      /** [I11] Adopts a contact that we did not create; null gives it back [I9]. Its photo is left alone. */
      readonly tag?: Tag | null;
    }
  | { readonly kind: 'delete'; readonly contactId: string }
  | { readonly kind: 'read'; readonly contactId: string }
  | { readonly kind: 'put-photo'; readonly contactId: string; readonly photo: Uint8Array }
  | { readonly kind: 'delete-photo'; readonly contactId: string }
  /** [H5] The mailbox's list of categories, which knows their colours. */
  | { readonly kind: 'list-categories'; readonly page?: string }
  | { readonly kind: 'create-category'; readonly displayName: string; readonly colour: CategoryColour }
  | { readonly kind: 'colour-category'; readonly categoryId: string; readonly colour: CategoryColour }
);

export type MailboxOutcome =
  | { readonly status: 'done'; readonly answer: MailboxAnswer }
  /** Refused for the moment; ask again after this time. Now and then it was carried out all the same. */
  | { readonly status: 'throttled'; readonly retryAfterMs: number }
  /** May or may not have happened: 5xx, time-out, connection lost. */
  | { readonly status: 'uncertain'; readonly reason: string }
  /** The contact, folder or category is not there (404 ErrorItemNotFound and kin). */
  | { readonly status: 'gone' }
  /** A folder (409 ErrorFolderExists) or a category of that name exists. */
  | { readonly status: 'exists' }
  /** Not done: somebody changed the contact `since` (412 ErrorIrresolvableConflict). */
  | { readonly status: 'changed' }
  /** The link of `changes` is too old or unknown (410, syncStateNotFound): read everything. */
  | { readonly status: 'link-expired' }
  /** This mailbox cannot be written, now or ever: the reason is kept with the run. */
  | { readonly status: 'no-mailbox'; readonly reason: MailboxRefusal }
  /** Graph refuses this operation as such (400 and kin): a contact that it will never take. `code` is Graph's. */
  | { readonly status: 'refused'; readonly code: string }
  /** The whole tenant refuses: consent withdrawn, policy. Ends the run's work. */
  | {
      readonly status: 'tenant-refused';
      readonly reason: 'consent-required' | 'access-blocked';
      readonly code: string;
    };

export type MailboxRefusal = 'user-not-found' | 'no-mailbox' | 'access-denied' | 'quota-exceeded';

export interface MailboxAnswer {
  /** Of create-folder, find-folder (absent: none of that name), create. */
  readonly id?: string;
  /** Graph's version of the contact after a create, update or read. */
  readonly changeKey?: string;
  readonly contacts?: readonly ReportedContact[];
  readonly removedIds?: readonly string[];
  readonly masterCategories?: readonly MasterCategory[];
  /** The next page of `list`, `changes` or `list-categories`. */
  readonly next?: string;
  /** The link for the next `changes`; on its last page only. */
  readonly link?: string;
}

export interface MasterCategory {
  readonly id: string;
  /** Single in the mailbox, whatever its case. */
  readonly displayName: string;
  /** One of `categoryColours`, or `none`, or what Graph knows besides. */
  readonly colour: string;
}

/** A contact as the mailbox reports it. Fields that were not asked for are absent. */
export interface ReportedContact {
  readonly id: string;
  readonly changeKey: string;
  /** Only from `list` and `find-tag`: delta does not deliver extended properties. */
  readonly tag?: Tag;
  /** [I11] We found it there, and made it ours. Told with the tag. */
  readonly adopted?: true;
  readonly card?: Card;
  readonly categories?: readonly string[];
  readonly note?: string | null;
}
