import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { toIso } from '../../../shared/kernel/clock.ts';
import type { SeedCompany, SeedContact } from '../../seed/company.ts';
import { inTransaction } from '../loopback/state-file.ts';
import type { DirectoryAdmin } from './directory/directory-admin.ts';
import type { OrgContactAdmin } from './directory/org-contact-admin.ts';
import { organizationFromSeed } from './directory/organization.ts';
import { contactAfter } from './mailbox/contact-after.ts';
import { contactInput } from './mailbox/contact-input.ts';
import { emptyContact } from './mailbox/contact-properties.ts';
import type { Folder, MailboxStore } from './mailbox/mailbox-store.ts';

export const defaultFolderName = (language: string): string => (language === 'de' ? 'Kontakte' : 'Contacts');

/** Fills an empty state file; a file that holds a tenant already is left as it is. */
export function loadCompanies(
  database: DatabaseSync,
  directory: DirectoryAdmin,
  orgContacts: OrgContactAdmin,
  mailboxes: MailboxStore,
  clock: Clock,
  companies: readonly SeedCompany[],
): void {
  if (database.prepare('SELECT 1 FROM tenants LIMIT 1').get()) return;
  const insertTenant = database.prepare('INSERT INTO tenants (id, organization) VALUES (?, ?)');
  const createdDateTime = toIso(clock.now());

  function addPersonalContacts(tenantId: string, userId: string, contacts: readonly SeedContact[]): void {
    const mailbox = mailboxes.mailbox(tenantId, userId);
    const folder = mailbox && mailboxes.folders(mailbox.num).find(({ isDefault }) => isDefault);
    if (folder) fill(folder, contacts);
  }

  function addFolder(tenantId: string, userId: string, name: string, contacts: readonly SeedContact[]): void {
    const mailbox = mailboxes.mailbox(tenantId, userId);
    if (mailbox) fill(mailboxes.addFolder(mailbox.num, name), contacts);
  }

  function fill(folder: Folder, contacts: readonly SeedContact[]): void {
    for (const contact of contacts) {
      const { fields } = contactInput({ ...contact });
      mailboxes.addContact(folder, contactAfter(emptyContact, fields), [], clock.now());
    }
  }

  inTransaction(database, () => {
    for (const company of companies) {
      insertTenant.run(company.tenantId, JSON.stringify(organizationFromSeed(company, createdDateTime)));
      for (const user of company.users) {
        directory.createUser(company.tenantId, user, createdDateTime);
        if (user.hasMailbox)
          mailboxes.addMailbox(company.tenantId, user.id, defaultFolderName(company.preferredLanguage));
        addPersonalContacts(company.tenantId, user.id, company.personalContacts?.[user.id] ?? []);
        for (const [name, contacts] of Object.entries(company.contactFolders?.[user.id] ?? {}))
          addFolder(company.tenantId, user.id, name, contacts);
      }
      for (const group of company.groups) directory.createGroup(company.tenantId, group, createdDateTime);
      for (const contact of company.orgContacts ?? []) {
        orgContacts.create(company.tenantId, contact);
      }
    }
  });
}
