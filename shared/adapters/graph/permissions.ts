import { colourPermission } from '../../imports/category-colour.ts';

/** Application permissions of Microsoft Graph, by what they are needed for. */
export const needed = {
  people: 'User.Read.All',
  groups: 'GroupMember.Read.All',
  companyContacts: 'OrgContact.Read.All',
  mailboxes: 'Contacts.ReadWrite',
  /** The company's name, country and language. */
  organisation: 'Organization.Read.All',
  /** [H5] Only of companies that wish for a colour: the one thing of a mailbox's settings that is read or written. */
  categories: colourPermission,
} as const;

/** Everything that the app registration asks for: what a tenant lacks that has not consented at all. */
export const allPermissions: readonly string[] = Object.values(needed);
