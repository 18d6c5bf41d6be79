import type { SeedOrgContact, SeedUser } from '../../../seed/company.ts';
import type { UserChanges } from '../directory/directory-admin.ts';
import type { StoredCategory } from '../mailbox/category-store.ts';
import type { ActiveFault, FaultRule } from '../traffic/faults.ts';

export interface RawFolder {
  readonly id: string;
  readonly displayName: string;
  readonly isDefault: boolean;
  /** Whole contacts as Graph answers them, with `singleValueExtendedProperties`, `immutableId` and `hasPhoto`. */
  readonly contacts: readonly Readonly<Record<string, unknown>>[];
}

/**
 * What tests, the demo and the control server do behind the clients' backs: as Entra's administrator, as a user in
 * Outlook, and as a bad day of the service. What does not exist is thrown as GraphError.
 */
export interface GraphAdmin {
  createUser(tenantId: string, user: SeedUser): void;
  /** Directory properties by Graph's names, and `managerId`, `photo`. */
  changeUser(tenantId: string, userId: string, changes: UserChanges): void;
  deleteUser(tenantId: string, userId: string): void;
  changeGroupMembers(
    tenantId: string,
    groupId: string,
    change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): void;
  /** The company's mail contacts; changes by Graph's property names. */
  createOrgContact(tenantId: string, contact: SeedOrgContact): void;
  changeOrgContact(tenantId: string, contactId: string, changes: Readonly<Record<string, unknown>>): void;
  deleteOrgContact(tenantId: string, contactId: string): void;
  addMailbox(tenantId: string, userId: string): void;
  /** As Exchange's RBAC for Applications does: applications are refused this mailbox, its user is not. */
  closeMailbox(tenantId: string, userId: string, isClosed: boolean): void;
  removeMailbox(tenantId: string, userId: string): void;
  readMailbox(tenantId: string, userId: string): readonly RawFolder[];
  /** The mailbox's list of categories. */
  readCategories(tenantId: string, userId: string): readonly StoredCategory[];
  /** Into the folder (default: the default one); the new contact's id. Fields and tags as Graph takes them. */
  addContact(
    tenantId: string,
    userId: string,
    contact: Readonly<Record<string, unknown>>,
    folderId?: string,
  ): string;
  editContact(
    tenantId: string,
    userId: string,
    contactId: string,
    changes: Readonly<Record<string, unknown>>,
  ): void;
  deleteContact(tenantId: string, userId: string, contactId: string): void;
  /** The contact's new default id; its immutable one stays. */
  moveContact(tenantId: string, userId: string, contactId: string, folderId: string): string;
  /** The new folder's id; it lies in `parentId`, else below the default folder. */
  addFolder(tenantId: string, userId: string, displayName: string, parentId?: string): string;
  renameFolder(tenantId: string, userId: string, folderId: string, displayName: string): void;
  deleteFolder(tenantId: string, userId: string, folderId: string): void;
  /** Directory tokens of the tenant and contact tokens of its mailboxes, or of the one mailbox only. */
  expireDeltaTokens(tenantId: string, userId?: string): void;
  addFault(rule: FaultRule): number;
  clearFaults(id?: number): void;
  faults(): readonly ActiveFault[];
  /** The most requests seen at once, by `tenantId/userId`. */
  concurrencyByMailbox(): Readonly<Record<string, number>>;
}
