import type { SeedCompany, SeedUser } from '../../seed/company.ts';
import { EntraError } from './errors.ts';

export interface Account {
  readonly company: SeedCompany;
  readonly user: SeedUser;
}

/** Path segments that stand for "the tenant of whoever signs in". */
export const isTenantless = (segment: string): boolean => segment === 'common' || segment === 'organizations';

export interface Directory {
  /** By tenant id or verified domain; throws AADSTS90002 for an unknown one. */
  tenant(segment: string): SeedCompany;
  /** The companies whose users may sign in under a path segment. */
  companiesFor(segment: string): readonly SeedCompany[];
  account(tenantId: string, userId: string): Account | undefined;
  /** By user principal name or object id, among the companies of a path segment. */
  byHint(segment: string, hint: string): Account | undefined;
}

export function makeDirectory(companies: readonly SeedCompany[]): Directory {
  const find = (segment: string): SeedCompany | undefined => {
    const wanted = segment.toLowerCase();
    return companies.find(({ tenantId, domain }) => tenantId.toLowerCase() === wanted || domain === wanted);
  };
  const tenant = (segment: string): SeedCompany => {
    const company = find(segment);
    if (company === undefined) throw new EntraError(90002, segment);
    return company;
  };
  const companiesFor = (segment: string) => (isTenantless(segment) ? companies : [tenant(segment)]);

  return {
    tenant,
    companiesFor,
    account: (tenantId, userId) => {
      const company = find(tenantId);
      const user = company?.users.find(({ id }) => id === userId);
      return company === undefined || user === undefined ? undefined : { company, user };
    },
    byHint: (segment, hint) => {
      const wanted = hint.toLowerCase();
      for (const company of companiesFor(segment))
        for (const user of company.users)
          if (user.userPrincipalName.toLowerCase() === wanted || user.id.toLowerCase() === wanted)
            return { company, user };
      return undefined;
    },
  };
}

/** Seeded users carry no directory roles: whoever administers Switchboard administers the tenant as well. */
export const isTenantAdmin = (user: SeedUser): boolean => user.appRoles.includes('Admin');
