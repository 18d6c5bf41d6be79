import { Buffer } from 'node:buffer';
import { dnWithin } from '../../../local/ldap/domain-entries.ts';
import type { Attributes } from '../../../local/ldap/ldif.ts';

/** Of the domain that all LDAP tests read. */
export const domain = 'firma.example';
export const suffix = 'DC=firma,DC=example';
export const peopleDn = `OU=Leute,${suffix}`;
export const photo = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7) % 256));

/** Of these tests' own names, so as to put the same person into any directory. */
export const dnOf = (cn: string): string => dnWithin(peopleDn, cn);

/** Signs of filters (RFC 4515) and of distinguished names (RFC 4514), as somebody may be called. */
export const bossName = 'Chef *)(|(objectClass=*), "A+B" <&>;=\\Ä';

/** Who is in it beside the many; what a real controller would add itself is left to who fills the directory. */
export const knownPeople: Readonly<Record<string, Attributes>> = {
  [bossName]: { displayName: bossName, mail: 'chef@firma.example', userAccountControl: 544 },
  'Anna Müller': {
    givenName: 'Anna',
    sn: 'Müller',
    displayName: 'Müller, Anna',
    company: 'Firma GmbH',
    department: 'Einkauf (Süd)',
    title: 'Leiterin',
    physicalDeliveryOfficeName: 'M 4.12',
    userPrincipalName: 'anna@firma.example',
    mail: 'anna.mueller@firma.example',
    proxyAddresses: [
      'SMTP:anna.mueller@firma.example',
      'smtp:anna@firma.example',
      'x500:/o=Firma/cn=anna',
      'sip:anna@firma.example',
    ],
    telephoneNumber: '+49 89 1234-56',
    otherTelephone: ['+49 89 1234-57', '+49 89 1234-58'],
    mobile: '0171 1234567',
    otherMobile: ['0171 7654321'],
    homePhone: '089 998877',
    otherHomePhone: ['089 998878'],
    facsimileTelephoneNumber: '+49 89 1234-99',
    ipPhone: '4711',
    streetAddress: 'Hauptstraße 1',
    l: 'München',
    st: 'Bayern',
    postalCode: '80331',
    co: 'Deutschland',
    manager: dnOf(bossName),
    userAccountControl: 544,
    thumbnailPhoto: photo,
  },
  'Bernd Aus': { displayName: 'Bernd Aus', telephoneNumber: '+49 30 1', userAccountControl: 546 },
  'Clara Stumm': { displayName: 'Clara Stumm', userAccountControl: 544 },
  'Dora Wechsel': { displayName: 'Dora Wechsel', mobile: '0160 1112223', userAccountControl: 544 },
};

/** How many of them are to be read: all but who has neither address nor number. */
export const knownReachable = Object.keys(knownPeople).length - 1;

/** As many as wanted, each with what is common. */
export const manyPeople = (count: number, managers = true): readonly (readonly [cn: string, Attributes])[] =>
  Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(5, '0');
    return [
      `Person ${number}`,
      {
        givenName: 'Person',
        sn: number,
        displayName: `${number}, Person`,
        company: 'Firma GmbH',
        department: `Abteilung ${index % 40}`,
        mail: `person.${number}@firma.example`,
        telephoneNumber: `+49 89 1234-${number}`,
        streetAddress: 'Hauptstraße 1',
        l: 'München',
        postalCode: '80331',
        co: 'Deutschland',
        ...(index % 10 === 0 || !managers
          ? {}
          : { manager: dnOf(`Person ${String(index - (index % 10)).padStart(5, '0')}`) }),
        userAccountControl: 544,
      },
    ] as const;
  });
