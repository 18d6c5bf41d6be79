import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { EntraError } from './errors.ts';

/** What a user's sign-in entitles the client to fetch. */
export interface Grant {
  readonly tenantId: string;
  readonly userId: string;
  /** As requested, e.g. `['openid', 'api://…/access_as_user']`. */
  readonly scopes: readonly string[];
}

export interface CodeGrant extends Grant {
  readonly redirectUri: string;
  readonly codeChallenge?: string;
  readonly nonce?: string;
}

const codeLifetime = 10 * 60 * 1000;
/** Inactivity after which a refresh token dies. */
const refreshLifetime = 90 * 24 * 60 * 60 * 1000;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

export interface Grants {
  issueCode(grant: CodeGrant): string;
  /** Once only: throws AADSTS54005 the second time, 70008 when expired, 70000 for an unknown code. */
  redeemCode(code: string): CodeGrant;
  issueRefreshToken(grant: Grant): string;
  /** Throws AADSTS700082 when expired, 50173 when revoked, 70000 when unknown. */
  readRefreshToken(token: string): Grant;
  /** Revokes what is outstanding, of one tenant or one user when given; answers how many. */
  revoke(filter?: { readonly tenantId?: string; readonly userId?: string }): number;
}

/** Codes and refresh tokens, kept as hashes. As in Entra, a used refresh token stays valid beside its successor. */
export function openGrants(database: DatabaseSync, clock: Clock): Grants {
  return {
    issueCode: (grant) => {
      const code = `1.${randomBytes(48).toString('base64url')}`;
      database
        .prepare(
          'INSERT INTO authorization_code (hash, grant_json, expires_at, redeemed) VALUES (?, ?, ?, 0)',
        )
        .run(hashOf(code), JSON.stringify(grant), clock.now() + codeLifetime);
      return code;
    },
    redeemCode: (code) => {
      const row = database
        .prepare('SELECT grant_json, expires_at, redeemed FROM authorization_code WHERE hash = ?')
        .get(hashOf(code)) as { grant_json: string; expires_at: number; redeemed: number } | undefined;
      if (row === undefined) throw new EntraError(70000);
      if (row.redeemed === 1) throw new EntraError(54005);
      if (row.expires_at <= clock.now()) throw new EntraError(70008);
      database.prepare('UPDATE authorization_code SET redeemed = 1 WHERE hash = ?').run(hashOf(code));
      return JSON.parse(row.grant_json) as CodeGrant;
    },
    issueRefreshToken: (grant) => {
      const token = `1.${randomBytes(64).toString('base64url')}`;
      database
        .prepare(
          'INSERT INTO refresh_token (hash, tenant_id, user_id, grant_json, expires_at, revoked) VALUES (?, ?, ?, ?, ?, 0)',
        )
        .run(
          hashOf(token),
          grant.tenantId,
          grant.userId,
          JSON.stringify(grant),
          clock.now() + refreshLifetime,
        );
      return token;
    },
    readRefreshToken: (token) => {
      const row = database
        .prepare('SELECT grant_json, expires_at, revoked FROM refresh_token WHERE hash = ?')
        .get(hashOf(token)) as { grant_json: string; expires_at: number; revoked: number } | undefined;
      if (row === undefined) throw new EntraError(70000);
      if (row.revoked === 1) throw new EntraError(50173);
      if (row.expires_at <= clock.now()) throw new EntraError(700082);
      return JSON.parse(row.grant_json) as Grant;
    },
    revoke: ({ tenantId, userId } = {}) =>
      Number(
        database
          .prepare(
            'UPDATE refresh_token SET revoked = 1 WHERE revoked = 0 AND tenant_id = coalesce(?, tenant_id) AND user_id = coalesce(?, user_id)',
          )
          .run(tenantId ?? null, userId ?? null).changes,
      ),
  };
}
