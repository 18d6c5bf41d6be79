import type { DirectoryPerson } from '../../sources/directory.ts';
import { bytesOf, type Entry, textOf, textsOf } from './entry.ts';
import { guidText } from './object-guid.ts';

/** Who has one of these is somebody that a phone can show. */
export const reachableBy = [
  'mail',
  'telephoneNumber',
  'otherTelephone',
  'mobile',
  'otherMobile',
  'homePhone',
  'otherHomePhone',
  'ipPhone',
] as const;

export const personAttributes = [
  ...reachableBy,
  'objectGUID',
  'userPrincipalName',
  'givenName',
  'sn',
  'displayName',
  'company',
  'department',
  'title',
  'physicalDeliveryOfficeName',
  'proxyAddresses',
  'facsimileTelephoneNumber',
  'streetAddress',
  'l',
  'st',
  'postalCode',
  'co',
  'manager',
  'userAccountControl',
  'msExchHideFromAddressLists',
] as const;

/** Of `userAccountControl` (MS-ADTS 2.2.16): ADS_UF_ACCOUNTDISABLE. */
const disabledFlag = 2;

const present = <T extends Record<string, unknown>>(
  fields: T,
): { [Name in keyof T]?: NonNullable<T[Name]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: NonNullable<T[Name]>;
  };

/** `objectGUID` of an entry as its key. */
export const keyOf = (entry: Entry): string | undefined => guidText(bytesOf(entry, 'objectGUID'));

export const isReachable = (entry: Entry): boolean =>
  reachableBy.some((attribute) => textOf(entry, attribute) !== undefined);

/** `smtp:` marks an address of mail, other prefixes other worlds. */
const mailAddresses = (entry: Entry): readonly string[] =>
  textsOf(entry, 'proxyAddresses').flatMap((text) => (/^smtp:./i.test(text) ? [text.slice(5)] : []));

/** [S2] Numbers as typed. Undefined where the entry's key may not be read: without it nobody is found again. */
export const personOf = (entry: Entry, managerKey: string | undefined): DirectoryPerson | undefined => {
  const key = keyOf(entry);
  if (key === undefined) return undefined;
  const text = (attribute: string) => textOf(entry, attribute);
  const texts = (attribute: string) => textsOf(entry, attribute);
  const businessAddress = present({
    street: text('streetAddress'),
    postalCode: text('postalCode'),
    city: text('l'),
    state: text('st'),
    country: text('co'),
  });
  const [mobilePhone, ...moreMobiles] = [...texts('mobile'), ...texts('otherMobile')];
  return {
    key,
    ...present({
      userPrincipalName: text('userPrincipalName'),
      givenName: text('givenName'),
      surname: text('sn'),
      displayName: text('displayName'),
      companyName: text('company'),
      department: text('department'),
      jobTitle: text('title'),
      officeLocation: text('physicalDeliveryOfficeName'),
      mobilePhone,
      faxNumber: text('facsimileTelephoneNumber'),
      managerKey,
    }),
    emails: [...new Set([...texts('mail'), ...mailAddresses(entry)])],
    businessPhones: [...texts('telephoneNumber'), ...texts('otherTelephone')],
    homePhones: [...texts('homePhone'), ...texts('otherHomePhone')],
    otherPhones: [...moreMobiles, ...texts('ipPhone')],
    ...(Object.keys(businessAddress).length === 0 ? {} : { businessAddress }),
    // Contacts have no account, hence none that is disabled.
    enabled: (Number(text('userAccountControl') ?? 0) & disabledFlag) === 0,
    hidden: text('msExchHideFromAddressLists')?.toUpperCase() === 'TRUE',
  };
};
