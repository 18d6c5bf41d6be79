import { type Clock, toIso } from '../kernel/clock.ts';
import { type Invalid, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ConsentTickets } from './consent-ticket.ts';
import { type Region, regions, type TenantStore, tenantEntityId } from './tenant.ts';
import { isTimeZone } from './time-zone.ts';

export interface ConsentLink {
  readonly consentUrl: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

export interface ConsentLinkDeps {
  readonly tickets: ConsentTickets;
  readonly tenants: TenantStore;
  readonly clock: Clock;
  /** Of this deployment. */
  readonly region: Region;
  /** Public addresses by region, without a slash at the end; this deployment's own at least [T4]. */
  readonly addresses: Readonly<Partial<Record<Region, string>>>;
}

const validMs = 7 * 24 * 60 * 60 * 1000;

/**
 * [T2][T4] A link that whoever has it may forward to an administrator of the tenant; it begins the consent in the region
 * that was chosen. A tenant that is set up here stays here.
 */
export const makeCreateConsentLink =
  (deps: ConsentLinkDeps) =>
  async (
    ctx: TenantContext,
    wishes: { readonly region?: Region | undefined; readonly timeZone?: string | undefined } = {},
  ): Promise<Result<ConsentLink, Invalid>> => {
    const region = wishes.region ?? deps.region;
    const { timeZone } = wishes;
    if (timeZone !== undefined && !isTimeZone(timeZone)) {
      return err(invalid({ pointer: '/timeZone', rule: 'time-zone' }));
    }
    const settled = region !== deps.region && (await deps.tenants.get(ctx, tenantEntityId)) !== undefined;
    const offered = settled ? [deps.region] : regions.filter((each) => deps.addresses[each] !== undefined);
    const address = deps.addresses[region];
    if (address === undefined || !offered.includes(region)) {
      const allowed = offered.join(', ');
      return err(invalid({ pointer: '/region', rule: 'one-of', params: { allowed } }));
    }
    const expiresAt = deps.clock.now() + validMs;
    const ticket = await deps.tickets.sign({
      tenantId: ctx.tenantId,
      region,
      expiresAt,
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    return ok({
      consentUrl: `${address}/onboarding/consent?ticket=${ticket}`,
      expiresAt: toIso(expiresAt),
    });
  };

export type CreateConsentLink = ReturnType<typeof makeCreateConsentLink>;

/** The plain link of this region: part of every failure that a consent would end. */
export const consentUrlFor = async (ctx: TenantContext, createLink: CreateConsentLink): Promise<string> => {
  const link = await createLink(ctx);
  if (!link.ok) throw new Error('this deployment has no address of its own');
  return link.value.consentUrl;
};
