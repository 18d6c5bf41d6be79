import type { Card } from '../../contacts/card.ts';
import type { DirectoryPerson } from '../../sources/directory.ts';
import { present } from './present.ts';

/** [S11] A contact of a mailbox, numbers as typed. Graph v1.0 has no fax number of a contact, and its manager is a name only. */
export const personOfContact = (key: string, card: Card): DirectoryPerson => {
  const { countryOrRegion: country, ...rest } = card.businessAddress;
  const businessAddress = present({ ...rest, country });
  const { displayName, givenName, surname, companyName, department, jobTitle, officeLocation, mobilePhone } =
    card;
  return {
    key,
    ...present({
      displayName,
      givenName,
      surname,
      companyName,
      department,
      jobTitle,
      officeLocation,
      mobilePhone,
    }),
    emails: card.emailAddresses.map(({ address }) => address),
    businessPhones: card.businessPhones,
    homePhones: card.homePhones,
    ...(Object.keys(businessAddress).length === 0 ? {} : { businessAddress }),
    enabled: true,
    hidden: false,
  };
};
