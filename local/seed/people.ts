import type { SeedUser } from './company.ts';
import { givenNames, signInName, surnames } from './names.ts';
import { commonSpellings, numberSpellings } from './numbers.ts';
import type { CompanyPlan } from './plan.ts';
import { portraits } from './portraits.ts';

/** A fixed, readable object id: `1a000000-0000-4000-8000-000000000017` is the 17th user of the first company. */
export const userId = (plan: CompanyPlan, position: number): string =>
  `${plan.idPrefix}000000-0000-4000-8000-${String(position).padStart(12, '0')}`;

interface Post {
  /** From 1, in the order of the company's list; decides everything about the person. */
  readonly position: number;
  readonly department: string | null;
  readonly jobTitle: string;
  readonly managerId: string | null;
}

/** `position` runs through all pairs before it repeats one, because the two lists' lengths have no common divisor. */
const nameAt = (position: number): { readonly givenName: string; readonly surname: string } => ({
  givenName: givenNames[position % givenNames.length] ?? '',
  surname: surnames[position % surnames.length] ?? '',
});

/**
 * Every second person types his number in one of the odd ways, until the table is used up; every eleventh has none.
 * The second company begins further down the table.
 */
function businessPhonesAt(plan: CompanyPlan, position: number): readonly string[] {
  if (position % 11 === 0) return [];
  const odd = position % 2 === 1 ? numberSpellings[plan.firstSpelling + (position - 1) / 2] : undefined;
  if (odd) return [odd.typed];
  const spell = commonSpellings[position % commonSpellings.length];
  return spell ? [spell(plan.area, plan.head, String(100 + position))] : [];
}

/** Two of three have a mobile number; a company has 100 fictional ones. */
const mobileAt = (plan: CompanyPlan, position: number): string | null =>
  position % 3 === 0 ? null : `${plan.mobile}${String(Math.floor((position * 2) / 3)).padStart(2, '0')}`;

/** A user of the company, decided by his position alone: the same on every machine and in every run. */
export function person(plan: CompanyPlan, post: Post): SeedUser {
  const { position } = post;
  const { givenName, surname } = nameAt(position);
  const userPrincipalName = `${signInName(givenName, surname)}@${plan.domain}`;
  const hasMailbox = position % 23 !== 0;
  return {
    id: userId(plan, position),
    userPrincipalName,
    mail: hasMailbox ? userPrincipalName : null,
    displayName: position % 13 === 0 ? `${surname}, ${givenName}` : `${givenName} ${surname}`,
    givenName,
    surname,
    jobTitle: post.jobTitle,
    department: post.department,
    companyName: plan.displayName,
    officeLocation: position % 5 === 0 ? null : `Haus ${1 + (position % 3)}, Raum ${100 + position}`,
    streetAddress: plan.streetAddress,
    postalCode: plan.postalCode,
    city: plan.city,
    state: plan.state,
    country: 'Deutschland',
    businessPhones: businessPhonesAt(plan, position),
    mobilePhone: mobileAt(plan, position),
    faxNumber: position % 10 === 1 ? `+49 ${plan.area} ${plan.head}-9${100 + position}` : null,
    accountEnabled: position % 17 !== 0,
    hiddenFromAddressLists: position % 19 === 0,
    managerId: post.managerId,
    hasMailbox,
    photo: position % 4 === 0 ? (portraits[(position / 4) % portraits.length] ?? null) : null,
    appRoles: [],
  };
}
