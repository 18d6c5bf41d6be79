import type { Clock } from '../kernel/clock.ts';
import type { Random, TenantId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { systemContext } from '../kernel/tenant-context.ts';
import { type ConsentStates, consentHash } from './consent-state.ts';
import type { ConsentTickets } from './consent-ticket.ts';
import type { Region } from './tenant.ts';

export interface StartConsentDeps {
  readonly tickets: ConsentTickets;
  readonly states: ConsentStates;
  readonly clock: Clock;
  readonly random: Random;
  /** Those that have tables. */
  readonly regions: readonly Region[];
  /** Entra's page for the consent of exactly this tenant; it sends the state back. */
  readonly entraConsentUrl: (tenantId: TenantId, state: string) => string;
}

/** The ticket is forged, too old, or of a region that there is not. */
export interface LinkUnusable {
  readonly type: 'link-unusable';
}

export interface StartedConsent {
  readonly redirectTo: string;
  /** To be kept by the browser until the callback. */
  readonly cookie: string;
  readonly cookieSeconds: number;
}

const consentMinutes = 10;

/** [T2] Begins a consent: a fresh state for this browser, usable once. The link itself stays good until it expires. */
export const makeStartConsent =
  (deps: StartConsentDeps) =>
  async (input: {
    readonly ticket: string;
    readonly correlationId: string;
  }): Promise<Result<StartedConsent, LinkUnusable>> => {
    const ticket = await deps.tickets.open(input.ticket);
    if (!ticket.ok || !deps.regions.includes(ticket.value.region)) return err({ type: 'link-unusable' });
    const { tenantId, region, timeZone } = ticket.value;
    const state = secret(deps.random);
    const cookie = secret(deps.random);
    await deps.states.put(systemContext(tenantId, input.correlationId), {
      stateHash: consentHash(state),
      cookieHash: consentHash(cookie),
      tenantId,
      region,
      ...(timeZone === undefined ? {} : { timeZone }),
      expiresAt: deps.clock.now() + consentMinutes * 60_000,
    });
    return ok({
      redirectTo: deps.entraConsentUrl(tenantId, state),
      cookie,
      cookieSeconds: consentMinutes * 60,
    });
  };

const secret = (random: Random) => Buffer.from(random.bytes(32)).toString('base64url');
