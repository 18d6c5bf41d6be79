import type { DatabaseSync } from 'node:sqlite';
import { EntraError } from './errors.ts';

/** The refusals a tenant's device or access policy can give. */
export type PolicyCode = 53000 | 53003 | 530003;

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

  return {
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
