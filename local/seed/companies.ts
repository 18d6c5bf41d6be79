import type { SeedCompany, SeedGroup, SeedUser } from './company.ts';
import { orgContactsOf, personalContactsOf } from './outsiders.ts';
import { person, userId } from './people.ts';
import { type CompanyPlan, type DepartmentPlan, muellerPlan, nordwindPlan } from './plan.ts';
import { asSharedMailbox, sharedFolderOf, sharedListOf, sharedMailboxPosition } from './shared-mailbox.ts';

/** Positions 1 to 3 sign in to try the product's roles, position 4 leads the company. */
const bossPosition = 4;

const named = (
  user: SeedUser,
  plan: CompanyPlan,
  local: string,
  [givenName, surname]: readonly [string, string],
  appRoles: readonly string[],
): SeedUser => ({
  ...user,
  userPrincipalName: `${local}@${plan.domain}`,
  mail: `${local}@${plan.domain}`,
  givenName,
  surname,
  displayName: `${givenName} ${surname}`,
  appRoles,
});

function accounts(plan: CompanyPlan): readonly SeedUser[] {
  const managerId = userId(plan, bossPosition);
  const at = (position: number, jobTitle: string): SeedUser =>
    person(plan, { position, department: 'IT', jobTitle, managerId });
  return [
    named(at(1, 'IT-Leitung'), plan, 'admin', ['Petra', 'Admin'], ['Admin']),
    named(at(2, 'Revision'), plan, 'reader', ['Rolf', 'Leser'], ['Reader']),
    named(at(3, 'Empfang'), plan, 'user', ['Uwe', 'Nutzer'], []),
    person(plan, { position: bossPosition, department: null, jobTitle: plan.boss, managerId: null }),
  ];
}

interface Staffed {
  readonly users: readonly SeedUser[];
  readonly groups: readonly SeedGroup[];
}

/** The head of a department stands first in it and reports to whoever leads the unit above. */
function staff(plan: CompanyPlan, unit: DepartmentPlan, first: number, above: string): Staffed {
  const headId = userId(plan, first);
  const own = Array.from({ length: unit.people }, (_, index) =>
    person(plan, {
      position: first + index,
      department: unit.name,
      jobTitle: index === 0 ? `Leitung ${unit.name}` : unit.jobTitle,
      managerId: index === 0 ? above : headId,
    }),
  );
  const within = staffAll(plan, unit.within ?? [], first + unit.people, headId);
  const group: SeedGroup = {
    id: groupId(plan, first),
    displayName: unit.name,
    mailNickname: unit.mailNickname,
    memberIds: [...own.map(({ id }) => id), ...within.top],
  };
  return { users: [...own, ...within.users], groups: [group, ...within.groups] };
}

interface StaffedUnits extends Staffed {
  /** The ids of the outermost groups. */
  readonly top: readonly string[];
}

function staffAll(
  plan: CompanyPlan,
  units: readonly DepartmentPlan[],
  first: number,
  above: string,
): StaffedUnits {
  const start: StaffedUnits = { users: [], groups: [], top: [] };
  return units.reduce((soFar, unit) => {
    const staffed = staff(plan, unit, first + soFar.users.length, above);
    return {
      users: [...soFar.users, ...staffed.users],
      groups: [...soFar.groups, ...staffed.groups],
      top: [...soFar.top, ...staffed.groups.slice(0, 1).map(({ id }) => id)],
    };
  }, start);
}

/** Groups carry the number of their first member, or a number above 900 where they cut across departments. */
const groupId = (plan: CompanyPlan, number: number): string =>
  `${plan.idPrefix}111111-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** People with an account and their mail elsewhere: Exchange's mail users. They are among those without a mailbox. */
const isFreelancer = (position: number): boolean => position === 23 || position === 46;
const outsideMail = ({ userPrincipalName }: SeedUser): string =>
  `${userPrincipalName.split('@')[0]}@freie-mitarbeit.example`;

function company(plan: CompanyPlan): SeedCompany {
  const leading = accounts(plan);
  const units = staffAll(plan, plan.departments, leading.length + 1, userId(plan, bossPosition));
  const users = [...leading, ...units.users].map((user, index) => {
    if (index + 1 === sharedMailboxPosition) return asSharedMailbox(user, plan);
    return isFreelancer(index + 1) ? { ...user, mail: outsideMail(user) } : user;
  });
  const sharedMailbox = userId(plan, sharedMailboxPosition);
  const everySixth = users.filter((_, index) => index % 6 === 0).map(({ id }) => id);
  const across: readonly SeedGroup[] = [
    {
      id: groupId(plan, 901),
      displayName: 'Alle Mitarbeiter',
      mailNickname: 'alle',
      memberIds: [...leading.map(({ id }) => id), ...units.top],
    },
    {
      id: groupId(plan, 902),
      displayName: 'Projekt Zukunft',
      mailNickname: 'zukunft',
      memberIds: everySixth,
    },
    { id: groupId(plan, 903), displayName: 'Ehemalige', mailNickname: 'ehemalige', memberIds: [] },
  ];
  return {
    tenantId: plan.tenantId,
    displayName: plan.displayName,
    domain: plan.domain,
    countryLetterCode: 'DE',
    preferredLanguage: 'de',
    users,
    groups: [...units.groups, ...across],
    orgContacts: orgContactsOf(plan, users),
    personalContacts: { ...personalContactsOf(users), [sharedMailbox]: sharedListOf(users) },
    contactFolders: { [sharedMailbox]: sharedFolderOf() },
  };
}

/** The two companies of the embedded stack: 120 and 60 people, their groups, managers, photos and odd numbers. */
export const companies: readonly SeedCompany[] = [company(muellerPlan), company(nordwindPlan)];
