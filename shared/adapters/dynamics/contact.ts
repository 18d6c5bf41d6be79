import * as z from 'zod';
import type { DirectoryPerson } from '../../sources/directory.ts';
import type { FilterSubject } from '../../sources/matches-filter.ts';

const text = z.string().nullish();

/** Name a lookup's record, and the table that it is in, if the request asked for them. */
export const annotations = [
  'OData.Community.Display.V1.FormattedValue',
  'Microsoft.Dynamics.CRM.lookuplogicalname',
] as const;
const [formattedValue, lookupTable] = annotations;
const customerName = `_parentcustomerid_value@${formattedValue}` as const;
const customerTable = `_parentcustomerid_value@${lookupTable}` as const;

const inactive = 1;

/** `contact` of Dataverse, as far as it is read. Tolerant: anything may be absent or null. */
const contactSchema = z.object({
  contactid: z.string().min(1).max(128),
  fullname: text,
  firstname: text,
  lastname: text,
  jobtitle: text,
  department: text,
  emailaddress1: text,
  emailaddress2: text,
  emailaddress3: text,
  telephone1: text,
  telephone2: text,
  telephone3: text,
  mobilephone: text,
  fax: text,
  address1_line1: text,
  address1_line2: text,
  address1_line3: text,
  address1_postalcode: text,
  address1_city: text,
  address1_stateorprovince: text,
  address1_country: text,
  statecode: z.number().nullish(),
  createdon: text,
  modifiedon: text,
  _parentcustomerid_value: text,
});

/** With what annotations bring beside the columns. */
export const contactEntrySchema = z.object({
  ...contactSchema.shape,
  [customerName]: text,
  [customerTable]: text,
});

export type DataverseContact = z.infer<typeof contactEntrySchema>;
export const contactColumns = Object.keys(contactSchema.shape);

const filled = (texts: readonly (string | null | undefined)[]): readonly string[] =>
  texts.flatMap((value) => (value === null || value === undefined || value.trim() === '' ? [] : [value]));

/** Leaves out what is null, absent or blank. */
const present = <T extends Record<string, string | null | undefined>>(
  fields: T,
): { readonly [Name in keyof T]?: string } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => filled([value]).length > 0)) as {
    readonly [Name in keyof T]?: string;
  };

/** A contact may stand below another contact as well, whose name is no company's. */
const companyOf = (contact: DataverseContact): string | null | undefined =>
  contact[customerTable] === 'contact' ? undefined : contact[customerName];

/** Dynamics calls telephone 1 the business number, 2 the private one, 3 another. An inactive contact counts as disabled. */
export function personOf(contact: DataverseContact): DirectoryPerson {
  const lines = filled([contact.address1_line1, contact.address1_line2, contact.address1_line3]);
  const businessAddress = present({
    street: lines.join(', '),
    postalCode: contact.address1_postalcode,
    city: contact.address1_city,
    state: contact.address1_stateorprovince,
    country: contact.address1_country,
  });
  return {
    key: contact.contactid,
    ...present({
      displayName: contact.fullname,
      givenName: contact.firstname,
      surname: contact.lastname,
      companyName: companyOf(contact),
      department: contact.department,
      jobTitle: contact.jobtitle,
      mobilePhone: contact.mobilephone,
      faxNumber: contact.fax,
    }),
    emails: filled([contact.emailaddress1, contact.emailaddress2, contact.emailaddress3]),
    businessPhones: filled([contact.telephone1]),
    homePhones: filled([contact.telephone2]),
    otherPhones: filled([contact.telephone3]),
    ...(Object.keys(businessAddress).length === 0 ? {} : { businessAddress }),
    enabled: contact.statecode !== inactive,
    hidden: false,
  };
}

/** What the source's filter judges. */
export const filterSubjectOf = (contact: DataverseContact): FilterSubject => ({
  ...contact,
  companyname: companyOf(contact),
  statecode: contact.statecode === inactive ? 'inactive' : 'active',
});
