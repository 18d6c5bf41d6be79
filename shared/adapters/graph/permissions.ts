/** Application permissions of Microsoft Graph, by what they are needed for. */
export const needed = {
  people: 'User.Read.All',
  groups: 'GroupMember.Read.All',
  companyContacts: 'OrgContact.Read.All',
  mailboxes: 'Contacts.ReadWrite',
  /** The company's name, country and language. */
  organisation: 'Organization.Read.All',
} as const;

/** Everything that the app registration asks for: what a tenant lacks that has not consented at all. */
export const allPermissions: readonly string[] = Object.values(needed);
