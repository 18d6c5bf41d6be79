import type { Card } from './card.ts';

/** A card that says nothing: what a mailbox shows of a contact without any managed field. */
export const blankCard: Card = {
  displayName: '',
  fileAs: null,
  givenName: null,
  surname: null,
  companyName: null,
  department: null,
  jobTitle: null,
  officeLocation: null,
  manager: null,
  emailAddresses: [],
  businessPhones: [],
  homePhones: [],
  mobilePhone: null,
  businessAddress: { street: null, city: null, state: null, postalCode: null, countryOrRegion: null },
};
