import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { toIso } from '../../../shared/kernel/clock.ts';
import type { SeedCompany, SeedContact, SeedOrgContact } from '../../seed/company.ts';
import { inTransaction } from '../loopback/state-file.ts';
import type { DirectoryAdmin } from './directory/directory-admin.ts';
import { organizationFromSeed } from './directory/organization.ts';
import { contactAfter } from './mailbox/contact-after.ts';
import { contactInput } from './mailbox/contact-input.ts';
import { emptyContact } from './mailbox/contact-properties.ts';
import type { MailboxStore } from './mailbox/mailbox-store.ts';

export const defaultFolderName = (language: string): string => (language === 'de' ? 'Kontakte' : 'Contacts');

/** Fills an empty state file; a file that holds a tenant already is left as it is. */
export function loadCompanies(
  database: DatabaseSync,
  directory: DirectoryAdmin,
  mailboxes: MailboxStore,
  clock: Clock,
  companies: readonly SeedCompany[],
): void {
  if (database.prepare('SELECT 1 FROM tenants LIMIT 1').get()) return;
  const insertTenant = database.prepare('INSERT INTO tenants (id, organization) VALUES (?, ?)');
  const insertOrgContact = database.prepare(
    'INSERT INTO org_contacts (tenant, id, properties) VALUES (?, ?, ?)',
  );
  const createdDateTime = toIso(clock.now());

  function addPersonalContacts(tenantId: string, userId: string, contacts: readonly SeedContact[]): void {
    const mailbox = mailboxes.mailbox(tenantId, userId);
    const folder = mailbox && mailboxes.folders(mailbox.num).find(({ isDefault }) => isDefault);
    for (const contact of folder ? contacts : []) {
      const { fields } = contactInput({ ...contact });
      if (folder) mailboxes.addContact(folder, contactAfter(emptyContact, fields), [], clock.now());
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
      }
      for (const group of company.groups) directory.createGroup(company.tenantId, group, createdDateTime);
      for (const contact of company.orgContacts ?? []) {
        insertOrgContact.run(company.tenantId, contact.id, JSON.stringify(orgContactFromSeed(contact)));
      }
    }
  });
}

function orgContactFromSeed(contact: SeedOrgContact): Readonly<Record<string, unknown>> {
  const { id, displayName, givenName, surname, companyName, department, jobTitle, mail } = contact;
  const phone = (type: string, number: string | null): readonly object[] =>
    number === null ? [] : [{ number, type }];
  return {
    id,
    displayName,
    givenName,
    surname,
    companyName,
    department,
    jobTitle,
    mail,
    mailNickname: mail?.split('@')[0] ?? null,
    proxyAddresses: mail === null ? [] : [`SMTP:${mail}`],
    addresses: [
      {
        city: contact.city,
        countryOrRegion: contact.country,
        officeLocation: null,
        postalCode: contact.postalCode,
        state: null,
        street: contact.streetAddress,
      },
    ],
    phones: [
      ...phone('business', contact.businessPhone),
      ...phone('mobile', contact.mobilePhone),
      ...phone('businessFax', contact.faxNumber),
    ],
  };
}
