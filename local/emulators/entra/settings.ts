import type { DatabaseSync } from 'node:sqlite';
import { EntraError } from './errors.ts';

/** The refusals a tenant's device or access policy can give. */
export type PolicyCode = 53000 | 53003 | 530003;
/** What a user's tokens can be refused for: the account is disabled, multi-factor has to be passed, the password expired. */
export type UserRefusal = 50055 | 50057 | 50076;

export interface Settings {
  /** Seconds that access and id tokens live. Entra: 60 to 90 minutes; here 3600 unless set. */
  tokenLifetime(): number;
  setTokenLifetime(seconds: number): void;
  /** What client credentials answer once consent was withdrawn: the real one gives either. */
  afterWithdrawal(): 65001 | 700016;
  setAfterWithdrawal(code: 65001 | 700016): void;
  /**
   * Whether a client assertion may be sent once only. Off by default: msal-node repeats one assertion until it
   * expires, and Entra lets it. A second assertion under a used `jti` is refused either way.
   */
  singleUseAssertions(): boolean;
  setSingleUseAssertions(on: boolean): void;
  /** Every token of the tenant is refused by policy; undefined lifts it. */
  setPolicy(tenantId: string, code: PolicyCode | undefined): void;
  policies(): Readonly<Record<string, PolicyCode>>;
  /** Whether users may consent to Graph permissions by themselves; where not, they are sent to an administrator (90094). */
  userConsentAllowed(): boolean;
  setUserConsentAllowed(on: boolean): void;
  /** Refuses the user's tokens until he signs in anew, and of a disabled account the sign-in too; undefined lifts it. */
  refuseUser(userId: string, code: UserRefusal | undefined): void;
  /** Throws the user's refusal. */
  enforceUser(userId: string): void;
  /** He signs in with all that is asked of him: only a disabled account stays refused. */
  signedIn(userId: string): void;
  /** Throws the tenant's policy refusal with its claims challenge. */
  enforcePolicy(tenantId: string): void;
}

export function openSettings(database: DatabaseSync): Settings {
  const get = (name: string): string | undefined =>
    (database.prepare('SELECT value FROM setting WHERE name = ?').get(name) as { value: string } | undefined)
      ?.value;
  const set = (name: string, value: string): void =>
    void database.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)').run(name, value);

  const policies = (): Record<string, PolicyCode> =>
    Object.fromEntries(
      (
        database.prepare('SELECT tenant_id, code FROM device_policy').all() as {
          tenant_id: string;
          code: PolicyCode;
        }[]
      ).map(({ tenant_id, code }) => [tenant_id, code]),
    );

  const refusalOf = (userId: string): UserRefusal | undefined =>
    (
      database.prepare('SELECT code FROM user_refusal WHERE user_id = ?').get(userId) as
        | { code: UserRefusal }
        | undefined
    )?.code;
  const refuseUser = (userId: string, code: UserRefusal | undefined): void =>
    void (code === undefined
      ? database.prepare('DELETE FROM user_refusal WHERE user_id = ?').run(userId)
      : database
          .prepare('INSERT OR REPLACE INTO user_refusal (user_id, code) VALUES (?, ?)')
          .run(userId, code));

  return {
    userConsentAllowed: () => get('user_consent') !== '0',
    setUserConsentAllowed: (on) => set('user_consent', on ? '1' : '0'),
    refuseUser,
    enforceUser: (userId) => {
      const code = refusalOf(userId);
      if (code !== undefined) throw new EntraError(code);
    },
    signedIn: (userId) => {
      if (refusalOf(userId) === 50057) throw new EntraError(50057);
      refuseUser(userId, undefined);
    },
    tokenLifetime: () => Number(get('token_lifetime') ?? 3600),
    setTokenLifetime: (seconds) => set('token_lifetime', String(seconds)),
    afterWithdrawal: () => (get('after_withdrawal') === '700016' ? 700016 : 65001),
    setAfterWithdrawal: (code) => set('after_withdrawal', String(code)),
    singleUseAssertions: () => get('single_use_assertions') === '1',
    setSingleUseAssertions: (on) => set('single_use_assertions', on ? '1' : '0'),
    setPolicy: (tenantId, code) =>
      void (code === undefined
        ? database.prepare('DELETE FROM device_policy WHERE tenant_id = ?').run(tenantId)
        : database
            .prepare('INSERT OR REPLACE INTO device_policy (tenant_id, code) VALUES (?, ?)')
            .run(tenantId, code)),
    policies,
    enforcePolicy: (tenantId) => {
      const code = policies()[tenantId];
      if (code === undefined) return;
      const policyIds = { essential: true, values: ['c0ffee00-0000-4000-8000-000000000001'] };
      throw new EntraError(code, '', JSON.stringify({ access_token: { capolids: policyIds } }));
    },
  };
}
