import * as z from 'zod';
import type { DirectoryPerson } from '../../sources/directory.ts';
import { present } from './present.ts';

const text = z.string().nullish();

/** `user` of Graph v1.0, as far as it is read. Tolerant: anything may be absent or null; lists may be null. */
export const userSchema = z.object({
  id: z.string().min(1),
  userPrincipalName: text,
  givenName: text,
  surname: text,
  displayName: text,
  companyName: text,
  department: text,
  jobTitle: text,
  officeLocation: text,
  mail: text,
  businessPhones: z.array(z.string()).nullish(),
  mobilePhone: text,
  faxNumber: text,
  streetAddress: text,
  postalCode: text,
  city: text,
  state: text,
  country: text,
  accountEnabled: z.boolean().nullish(),
  showInAddressList: z.boolean().nullish(),
  userType: text,
});

export type GraphUser = z.infer<typeof userSchema>;
export const userFields = Object.keys(userSchema.shape);

/** Numbers as typed; the address only where at least one part of it is there. */
export function personOf(user: GraphUser, managerKey: string | undefined): DirectoryPerson {
  const businessAddress = present({
    street: user.streetAddress,
    postalCode: user.postalCode,
    city: user.city,
    state: user.state,
    country: user.country,
  });
  return {
    key: user.id,
    ...present({
      userPrincipalName: user.userPrincipalName,
      givenName: user.givenName,
      surname: user.surname,
      displayName: user.displayName,
      companyName: user.companyName,
      department: user.department,
      jobTitle: user.jobTitle,
      officeLocation: user.officeLocation,
      mobilePhone: user.mobilePhone,
      faxNumber: user.faxNumber,
      managerKey,
    }),
    emails: user.mail ? [user.mail] : [],
    businessPhones: (user.businessPhones ?? []).filter((phone) => phone.trim() !== ''),
    ...(Object.keys(businessAddress).length === 0 ? {} : { businessAddress }),
    // Null means that the service does not say: an account is enabled unless it says otherwise.
    enabled: user.accountEnabled !== false,
    hidden: isHidden(user),
  };
}

/** As Exchange's own lists have it: guests are hidden unless an administrator shows them, others shown unless he hides them. */
const isHidden = ({ userType, showInAddressList }: GraphUser): boolean =>
  userType === 'Guest' ? showInAddressList !== true : showInAddressList === false;
