import type { Attributes } from '../ldap/ldif.ts';
import { companies } from './companies.ts';
import type { SeedUser } from './company.ts';
import { person } from './people.ts';
import { muellerPlan } from './plan.ts';

/** The domain of Müller's works, with a directory of its own. */
export const onPremisesDomain = 'werk.mueller-maschinenbau.example';

/** Of Active Directory's `userAccountControl`: an ordinary account, and one that is switched off. */
const [normal, disabled] = [512, 514];

const present = (attributes: Readonly<Record<string, string | number | Buffer | null>>): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null)) as Attributes;

/** Colleagues of the head office whom Entra knows as well: another room and job for some, a private number more. */
const alsoInEntra = (user: SeedUser, index: number): Attributes =>
  present({
    givenName: user.givenName,
    sn: user.surname,
    displayName: user.displayName,
    mail: user.mail,
    userPrincipalName: user.userPrincipalName,
    company: user.companyName,
    department: user.department,
    title: index % 4 === 0 ? 'Beauftragter im Werk 2' : user.jobTitle,
    physicalDeliveryOfficeName: index % 3 === 0 ? `Werk 2, Büro ${index + 1}` : user.officeLocation,
    telephoneNumber: user.businessPhones[0] ?? null,
    homePhone: index % 5 === 0 ? `0221 4710-${701 + index}` : null,
    userAccountControl: normal,
  });

/** The shop floor, of whom only this directory knows. */
const onlyHere = (index: number): Attributes => {
  const post = { position: 201 + index, department: 'Werk 2', jobTitle: 'Maschinenführung', managerId: null };
  const { givenName, surname, photo } = person(muellerPlan, post);
  return present({
    givenName,
    sn: surname,
    displayName: `${surname}, ${givenName}`,
    company: muellerPlan.displayName,
    department: post.department,
    title: post.jobTitle,
    telephoneNumber: index === 6 ? 'siehe Meisterbüro' : `089 ${muellerPlan.head}-${701 + index}`,
    streetAddress: 'Hallenweg 2',
    postalCode: muellerPlan.postalCode,
    l: muellerPlan.city,
    co: 'Deutschland',
    thumbnailPhoto: photo === null ? null : Buffer.from(photo, 'base64'),
    userAccountControl: index === 9 ? disabled : normal,
  });
};

/** 20 people whom Entra knows as well, and 16 of the shop floor: common name and attributes. */
export const onPremisesPeople: readonly (readonly [cn: string, Attributes])[] = [
  ...(companies[0]?.users ?? []).slice(29, 49).map((user, index) => alsoInEntra(user, index)),
  ...Array.from({ length: 16 }, (_, index) => onlyHere(index)),
].map((attributes, index) => [`${String(attributes['displayName'])} ${index + 1}`, attributes]);
