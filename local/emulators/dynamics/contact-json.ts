import { toIso } from '../../../shared/kernel/clock.ts';
import type { ContactColumn } from './columns.ts';
import { nameOf, type StoredContact } from './contact-store.ts';

const formatted = 'OData.Community.Display.V1.FormattedValue';
const lookupName = 'Microsoft.Dynamics.CRM.lookuplogicalname';

/** Dataverse's instants have whole seconds. */
const seconds = (ms: number): string => toIso(ms).replace(/\.\d{3}Z$/, 'Z');

/** A record as Dataverse answers it: the columns asked for, always its id and ETag, and the annotations asked for. */
export function contactJson(
  contact: StoredContact,
  select: readonly ContactColumn[],
  annotates: (name: string) => boolean,
): Readonly<Record<string, unknown>> {
  const json: Record<string, unknown> = { '@odata.etag': `W/"${contact.version}"` };
  for (const column of select) {
    json[column] = columnValue(contact, column);
    const text = formattedValue(contact, column);
    if (text !== undefined && annotates(formatted)) json[`${column}@${formatted}`] = text;
    if (column === '_parentcustomerid_value' && contact.parent !== null && annotates(lookupName)) {
      json[`${column}@${lookupName}`] = contact.parent.table;
    }
  }
  json['contactid'] = contact.id;
  return json;
}

const columnValue = (contact: StoredContact, column: ContactColumn): unknown => {
  const { columns } = contact;
  switch (column) {
    case 'contactid':
      return contact.id;
    case 'fullname':
      return nameOf(columns) || null;
    case 'statuscode':
      return isInactive(contact) ? 2 : 1;
    case 'statecode':
      return isInactive(contact) ? 1 : 0;
    case 'createdon':
      return seconds(contact.created);
    case 'modifiedon':
      return seconds(contact.modified);
    case '_parentcustomerid_value':
      return contact.parent?.id ?? null;
    case 'entityimage':
      return contact.image;
    case 'versionnumber':
      return contact.version;
    default:
      return columns[column] ?? null;
  }
};

const isInactive = ({ columns }: StoredContact): boolean => columns['statecode'] === 1;

const formattedValue = (contact: StoredContact, column: ContactColumn): string | undefined => {
  switch (column) {
    case 'statecode':
    case 'statuscode':
      return isInactive(contact) ? 'Inactive' : 'Active';
    case '_parentcustomerid_value':
      return contact.parent?.name;
    case 'createdon':
    case 'modifiedon':
      return String(columnValue(contact, column)).replace('T', ' ').replace('Z', '');
    default:
      return undefined;
  }
};
