import type { DatabaseSync } from 'node:sqlite';

/** What a tenant's directory holds about the app: its service principal and the grants on it. */
export interface ServicePrincipal {
  /** Application permissions for Graph that an administrator granted. */
  readonly permissions: readonly string[];
  /** Users may sign in to the app's own API. */
  readonly userConsent: boolean;
  /** The administrator withdrew every grant. */
  readonly withdrawn: boolean;
}

export interface Consents {
  of(tenantId: string): ServicePrincipal | undefined;
  /** Admin consent: exactly these permissions from now on; also lets the tenant's users in, with these delegated ones. */
  grant(tenantId: string, permissions: readonly string[], delegated?: readonly string[]): void;
  /** A user's own consent to sign in: creates the service principal, grants no application permission. */
  grantSignIn(tenantId: string): void;
  /** Delegated Graph permissions that a user may use: his own consent's and those of the tenant as a whole. */
  delegated(tenantId: string, userId: string): readonly string[];
  grantDelegated(tenantId: string, userId: string, scopes: readonly string[]): void;
  /** Takes the delegated permissions away again: everybody's, or one user's own. */
  withdrawDelegated(tenantId: string, userId?: string): void;
  /** Keeps the service principal without grants. */
  withdraw(tenantId: string): void;
  /** Deletes the service principal: the tenant as if it had never consented. */
  remove(tenantId: string): void;
}

/** An administrator's grant is nobody's in particular. */
const everybody = '';

export function openConsents(database: DatabaseSync): Consents {
  const of = (tenantId: string): ServicePrincipal | undefined => {
    const row = database
      .prepare('SELECT permissions, user_consent, withdrawn FROM service_principal WHERE tenant_id = ?')
      .get(tenantId) as { permissions: string; user_consent: number; withdrawn: number } | undefined;
    return row === undefined
      ? undefined
      : {
          permissions: JSON.parse(row.permissions) as string[],
          userConsent: row.user_consent === 1,
          withdrawn: row.withdrawn === 1,
        };
  };
  const save = (tenantId: string, principal: ServicePrincipal): void =>
    void database
      .prepare(
        'INSERT OR REPLACE INTO service_principal (tenant_id, permissions, user_consent, withdrawn) VALUES (?, ?, ?, ?)',
      )
      .run(
        tenantId,
        JSON.stringify(principal.permissions),
        principal.userConsent ? 1 : 0,
        principal.withdrawn ? 1 : 0,
      );

  const grantDelegated = (tenantId: string, userId: string, scopes: readonly string[]): void => {
    const insert = 'INSERT OR IGNORE INTO delegated_grant (tenant_id, user_id, scope) VALUES (?, ?, ?)';
    for (const scope of scopes) database.prepare(insert).run(tenantId, userId, scope);
  };
  const withdrawDelegated = (tenantId: string, userId?: string): void =>
    void database
      .prepare('DELETE FROM delegated_grant WHERE tenant_id = ? AND user_id = coalesce(?, user_id)')
      .run(tenantId, userId ?? null);

  return {
    of,
    delegated: (tenantId, userId) =>
      database
        .prepare('SELECT DISTINCT scope FROM delegated_grant WHERE tenant_id = ? AND user_id IN (?, ?)')
        .all(tenantId, userId, everybody)
        .map((row) => String(row['scope'])),
    grantDelegated,
    withdrawDelegated,
    grant: (tenantId, permissions, delegated = []) => {
      save(tenantId, { permissions: [...permissions], userConsent: true, withdrawn: false });
      grantDelegated(tenantId, everybody, delegated);
    },
    grantSignIn: (tenantId) =>
      save(tenantId, { permissions: of(tenantId)?.permissions ?? [], userConsent: true, withdrawn: false }),
    withdraw: (tenantId) => {
      if (of(tenantId) !== undefined)
        save(tenantId, { permissions: [], userConsent: false, withdrawn: true });
      withdrawDelegated(tenantId);
    },
    remove: (tenantId) => {
      database.prepare('DELETE FROM service_principal WHERE tenant_id = ?').run(tenantId);
      withdrawDelegated(tenantId);
    },
  };
}
