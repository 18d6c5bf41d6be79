import { z } from 'zod';
import { err, ok, type Result } from '../../shared/kernel/result.ts';

const accountsSchema = z.object({
  tenants: z.array(
    z.object({
      tenantId: z.string(),
      displayName: z.string(),
      domain: z.string(),
      users: z.array(
        z.object({ id: z.string(), userPrincipalName: z.string(), appRoles: z.array(z.string()) }),
      ),
    }),
  ),
});
export type Tenant = z.output<typeof accountsSchema>['tenants'][number];
export type TenantUser = Tenant['users'][number];

/** Whom the running sign-in emulator knows. */
export async function readTenants(entraUrl: string): Promise<readonly Tenant[]> {
  const answer = await fetch(`${entraUrl}/_emulator/accounts`);
  if (!answer.ok) throw new Error(`${entraUrl} answered ${answer.status}`);
  return accountsSchema.parse(await answer.json()).tenants;
}

/** By tenant id, domain or name; a beginning of the domain or name will do when only one tenant has it. */
export function findTenant(tenants: readonly Tenant[], wanted: string): Result<Tenant, string> {
  const text = wanted.toLowerCase();
  const namesOf = ({ tenantId, domain, displayName }: Tenant) =>
    [tenantId, domain, displayName].map((name) => name.toLowerCase());
  const exact = tenants.filter((tenant) => namesOf(tenant).includes(text));
  const matches =
    exact.length > 0
      ? exact
      : tenants.filter((tenant) => namesOf(tenant).some((name) => name.startsWith(text)));
  const [match, ...others] = matches;
  if (match !== undefined && others.length === 0) return ok(match);
  const known = tenants.map(
    ({ displayName, domain, tenantId }) => `  ${displayName}  ${domain}  ${tenantId}`,
  );
  const problem = match === undefined ? 'No tenant is called' : 'More than one tenant begins with';
  return err(`${problem} "${wanted}". There are:\n${known.join('\n')}`);
}

export interface WantedUser {
  readonly role: string | undefined;
  readonly upn: string | undefined;
}

/** The named user, else the first who holds the role; a named user must hold the role when both are given. */
export function findUser(
  { users, displayName }: Tenant,
  { role, upn }: WantedUser,
): Result<TenantUser, string> {
  const match = users.find(
    ({ userPrincipalName, appRoles }) =>
      (upn === undefined || userPrincipalName.toLowerCase() === upn.toLowerCase()) &&
      (role === undefined || appRoles.includes(role)),
  );
  if (match !== undefined) return ok(match);
  const holders = users
    .filter(({ appRoles }) => appRoles.length > 0)
    .map(({ userPrincipalName, appRoles }) => `  ${userPrincipalName}  ${appRoles.join(', ')}`);
  const who = upn === undefined ? 'Nobody' : `No user ${upn}`;
  const holding = role === undefined ? '' : ` with the role ${role}`;
  return err(`${who}${holding} exists in ${displayName}. These hold roles:\n${holders.join('\n')}`);
}
