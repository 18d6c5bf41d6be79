import type { DatabaseSync } from 'node:sqlite';
import type { SeedOrgContact } from '../../../seed/company.ts';
import { resourceNotFound } from '../graph-error.ts';
import type { DirectoryStore } from './directory-store.ts';
import type { OrgContactLog } from './org-contact-log.ts';
import { orgContactProperties } from './org-contacts.ts';

export type OrgContactAdmin = ReturnType<typeof makeOrgContactAdmin>;

/** What an administrator of Exchange does with mail contacts; each change is recorded for delta queries. Errors are thrown. */
export function makeOrgContactAdmin(database: DatabaseSync, store: DirectoryStore, log: OrgContactLog) {
  const sql = {
    insert: database.prepare('INSERT INTO org_contacts (tenant, id, properties) VALUES (?, ?, ?)'),
    update: database.prepare('UPDATE org_contacts SET properties = ? WHERE tenant = ? AND id = ?'),
    remove: database.prepare('DELETE FROM org_contacts WHERE tenant = ? AND id = ?'),
  };
  const found = (tenantId: string, id: string) => {
    const contact = store.orgContact(tenantId, id);
    if (!contact) throw resourceNotFound(id);
    return contact;
  };

  return {
    create(tenantId: string, contact: SeedOrgContact): void {
      const id = contact.id.toLowerCase();
      sql.insert.run(tenantId, id, JSON.stringify(orgContactFromSeed(contact)));
      log.record(tenantId, id);
    },
    /** Properties by Graph's names. */
    change(tenantId: string, contactId: string, changes: Readonly<Record<string, unknown>>): void {
      const { id, properties } = found(tenantId, contactId);
      const unknown = Object.keys(changes).find((name) => !(name in orgContactProperties) || name === 'id');
      if (unknown !== undefined) throw new TypeError(`A contact's property ${unknown} cannot be changed.`);
      sql.update.run(JSON.stringify({ ...properties, ...changes }), tenantId, id);
      log.record(tenantId, id);
    },
    remove(tenantId: string, contactId: string): void {
      const { id } = found(tenantId, contactId);
      sql.remove.run(tenantId, id);
      log.record(tenantId, id);
    },
  };
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
