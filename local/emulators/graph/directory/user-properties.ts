import type { SeedUser } from '../../../seed/company.ts';

/** The properties of `user` that the emulator keeps, with their EDM types as in Graph's metadata. */
export const userProperties = {
  id: 'Edm.String',
  accountEnabled: 'Edm.Boolean',
  businessPhones: 'Collection(Edm.String)',
  city: 'Edm.String',
  companyName: 'Edm.String',
  country: 'Edm.String',
  createdDateTime: 'Edm.DateTimeOffset',
  department: 'Edm.String',
  displayName: 'Edm.String',
  employeeId: 'Edm.String',
  faxNumber: 'Edm.String',
  givenName: 'Edm.String',
  imAddresses: 'Collection(Edm.String)',
  jobTitle: 'Edm.String',
  mail: 'Edm.String',
  mailNickname: 'Edm.String',
  mobilePhone: 'Edm.String',
  officeLocation: 'Edm.String',
  otherMails: 'Collection(Edm.String)',
  postalCode: 'Edm.String',
  preferredLanguage: 'Edm.String',
  proxyAddresses: 'Collection(Edm.String)',
  showInAddressList: 'Edm.Boolean',
  state: 'Edm.String',
  streetAddress: 'Edm.String',
  surname: 'Edm.String',
  usageLocation: 'Edm.String',
  userPrincipalName: 'Edm.String',
  userType: 'Edm.String',
} as const;

/** What Graph answers for a user when no `$select` asks for anything else. */
export const defaultUserProperties: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];

/** A user as stored: every property above, unset ones null. */
export type DirectoryUser = Readonly<Record<keyof typeof userProperties, unknown>> & { readonly id: string };

export function userFromSeed(
  user: SeedUser,
  countryLetterCode: string,
  createdDateTime: string,
): DirectoryUser {
  return {
    id: user.id,
    accountEnabled: user.accountEnabled,
    businessPhones: user.businessPhones,
    city: user.city,
    companyName: user.companyName,
    country: user.country,
    createdDateTime,
    department: user.department,
    displayName: user.displayName,
    employeeId: null,
    faxNumber: user.faxNumber,
    givenName: user.givenName,
    imAddresses: user.hasMailbox ? [user.userPrincipalName] : [],
    jobTitle: user.jobTitle,
    mail: user.mail,
    mailNickname: user.userPrincipalName.split('@')[0] ?? null,
    mobilePhone: user.mobilePhone,
    officeLocation: user.officeLocation,
    otherMails: [],
    postalCode: user.postalCode,
    preferredLanguage: null,
    proxyAddresses: user.mail === null ? [] : [`SMTP:${user.mail}`],
    // Entra leaves the attribute unset for whoever is visible.
    showInAddressList: user.hiddenFromAddressLists ? false : null,
    state: user.state,
    streetAddress: user.streetAddress,
    surname: user.surname,
    usageLocation: countryLetterCode,
    userPrincipalName: user.userPrincipalName,
    userType: 'Member',
  };
}
