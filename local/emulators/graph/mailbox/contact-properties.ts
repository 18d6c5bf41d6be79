/** The EDM types that occur in a contact. */
export type ContactType =
  | 'Edm.String'
  | 'Edm.DateTimeOffset'
  | 'Collection(Edm.String)'
  | 'graph.physicalAddress'
  | 'graph.emailAddress'
  | 'Collection(graph.emailAddress)';

/** What a client may write on a contact: the properties of `contact` in Graph's metadata, and `categories` of its base type. */
export const writableContactProperties: Readonly<Record<string, ContactType>> = {
  assistantName: 'Edm.String',
  birthday: 'Edm.DateTimeOffset',
  businessAddress: 'graph.physicalAddress',
  businessHomePage: 'Edm.String',
  businessPhones: 'Collection(Edm.String)',
  categories: 'Collection(Edm.String)',
  children: 'Collection(Edm.String)',
  companyName: 'Edm.String',
  department: 'Edm.String',
  displayName: 'Edm.String',
  emailAddresses: 'Collection(graph.emailAddress)',
  fileAs: 'Edm.String',
  generation: 'Edm.String',
  givenName: 'Edm.String',
  homeAddress: 'graph.physicalAddress',
  homePhones: 'Collection(Edm.String)',
  imAddresses: 'Collection(Edm.String)',
  initials: 'Edm.String',
  jobTitle: 'Edm.String',
  manager: 'Edm.String',
  middleName: 'Edm.String',
  mobilePhone: 'Edm.String',
  nickName: 'Edm.String',
  officeLocation: 'Edm.String',
  otherAddress: 'graph.physicalAddress',
  personalNotes: 'Edm.String',
  primaryEmailAddress: 'graph.emailAddress',
  profession: 'Edm.String',
  secondaryEmailAddress: 'graph.emailAddress',
  spouseName: 'Edm.String',
  surname: 'Edm.String',
  tertiaryEmailAddress: 'graph.emailAddress',
  title: 'Edm.String',
  yomiCompanyName: 'Edm.String',
  yomiGivenName: 'Edm.String',
  yomiSurname: 'Edm.String',
};

/** What only the service sets. */
export const readOnlyContactProperties: Readonly<Record<string, ContactType>> = {
  id: 'Edm.String',
  changeKey: 'Edm.String',
  createdDateTime: 'Edm.DateTimeOffset',
  lastModifiedDateTime: 'Edm.DateTimeOffset',
  parentFolderId: 'Edm.String',
};

export const physicalAddressProperties = [
  'city',
  'countryOrRegion',
  'postalCode',
  'state',
  'street',
] as const;
export const emailAddressProperties = ['address', 'name'] as const;

/** More entries than these are refused: Exchange has that many places for them. */
export const mostEntries: Readonly<Record<string, number>> = {
  businessPhones: 2,
  homePhones: 2,
  emailAddresses: 3,
};

/** The three slots are another view of `emailAddresses`. */
export const emailSlots = ['primaryEmailAddress', 'secondaryEmailAddress', 'tertiaryEmailAddress'] as const;

export type ContactFields = Readonly<Record<string, unknown>>;

/** A contact with nothing in it, as Exchange answers it. */
export const emptyContact: ContactFields = Object.fromEntries(
  Object.entries(writableContactProperties)
    .filter(([name]) => !emailSlots.some((slot) => slot === name))
    .map(([name, type]) => [name, emptyOf(type)]),
);

function emptyOf(type: ContactType): unknown {
  if (type.startsWith('Collection(')) return [];
  return type === 'graph.physicalAddress' ? {} : null;
}
