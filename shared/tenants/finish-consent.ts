import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { systemContext, type TenantContext } from '../kernel/tenant-context.ts';
import { type ConfirmConsentDeps, confirmConsent } from './confirm-consent.ts';
import { type ConsentState, type ConsentStates, consentHash } from './consent-state.ts';
import { missingPermissions } from './permissions.ts';
import type { SetUpTenant } from './set-up-tenant.ts';
import type { Region } from './tenant.ts';

/** What Entra's redirect brings, all of it unproven. */
export interface ConsentAnswer {
  readonly correlationId: string;
  readonly state: string | undefined;
  readonly tenant: string | undefined;
  readonly adminConsent: string | undefined;
  readonly error: string | undefined;
  readonly errorDescription: string | undefined;
  /** The browser's, from the beginning of the consent. */
  readonly cookie: string | undefined;
  /** Network address, for the audit trail: Entra does not tell us who consented. */
  readonly from?: string | undefined;
}

export type ConsentOutcome =
  | {
      readonly kind: 'set-up';
      readonly company: string;
      readonly first: boolean;
      /** [T4] Where the company's data stay although the link named another region. */
      readonly staysIn?: Region;
    }
  | { readonly kind: 'permissions-missing'; readonly missing: readonly string[] }
  /** The administrator declined, or may not consent. `code` is Entra's. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'access-blocked'; readonly code: string }
  /** No consent of this browser is open under this state: too late, used, forged, or another tenant's. */
  | { readonly kind: 'not-open' }
  | { readonly kind: 'unconfirmed' }
  /** What is left of the company's earlier time is still being erased. */
  | { readonly kind: 'being-erased' };

export interface FinishConsentDeps extends ConfirmConsentDeps {
  readonly states: ConsentStates;
  readonly setUpTenant: SetUpTenant;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * [T2] Ends a consent. The redirect's word is believed only about a refusal: what was granted is asked of Entra with an
 * app-only token of the tenant that the ticket named.
 */
export const makeFinishConsent =
  (deps: FinishConsentDeps) =>
  async (answer: ConsentAnswer): Promise<ConsentOutcome> => {
    const state = answer.state === undefined ? undefined : await deps.states.take(consentHash(answer.state));
    if (state === undefined || !isOpen(state, answer, deps.clock)) return { kind: 'not-open' };
    const ctx = {
      ...systemContext(state.tenantId, answer.correlationId),
      operation: 'finishConsent',
      ...(answer.from === undefined ? {} : { from: answer.from }),
    };
    const outcome = refusalOf(answer) ?? (await confirmed(ctx, state, deps));
    deps.log('info', 'consent ended', {
      tenantId: ctx.tenantId,
      correlationId: ctx.correlationId,
      operation: 'onboarding',
      reason: outcome.kind === 'set-up' ? (outcome.first ? 'set-up' : 'renewed') : outcome.kind,
    });
    return outcome;
  };

const isOpen = (state: ConsentState, answer: ConsentAnswer, clock: Clock): boolean =>
  state.expiresAt > clock.now() &&
  answer.cookie !== undefined &&
  consentHash(answer.cookie) === state.cookieHash &&
  // A refusal may come without the tenant; a consent does not.
  (answer.tenant?.toLowerCase() ?? (answer.error === undefined ? '' : state.tenantId)) === state.tenantId;

/** Codes of Entra only: a description is text from outside. 53xxx: policies about devices and apps [T3]. */
const refusalOf = ({ error, errorDescription, adminConsent }: ConsentAnswer): ConsentOutcome | undefined => {
  if (error === undefined && adminConsent?.toLowerCase() === 'true') return undefined;
  const number = /\bAADSTS(\d{5,8})\b/.exec(errorDescription ?? '')?.[1];
  if (number !== undefined && /^530\d{2,3}$/.test(number)) {
    return { kind: 'access-blocked', code: `AADSTS${number}` };
  }
  const code = /^[a-z_]{1,64}$/.test(error ?? '') ? (error ?? '') : 'access_denied';
  return { kind: 'refused', code: number === undefined ? code : `AADSTS${number}` };
};

const confirmed = async (
  ctx: TenantContext,
  state: ConsentState,
  deps: FinishConsentDeps,
): Promise<ConsentOutcome> => {
  const found = await confirmConsent(ctx, deps);
  if (found.kind !== 'confirmed') return found;
  const missing = missingPermissions(found.permissions);
  const { region, timeZone } = state;
  const done = await deps.setUpTenant(ctx, { ...found, region, timeZone });
  if (!done.ok) return { kind: done.error.type };
  const { tenant, first } = done.value;
  return missing.length > 0
    ? { kind: 'permissions-missing', missing }
    : {
        kind: 'set-up',
        company: tenant.displayName,
        first,
        ...(tenant.region === region ? {} : { staysIn: tenant.region }),
      };
};
