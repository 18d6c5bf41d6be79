import { type Clock, toIso } from '../kernel/clock.ts';
import { type Invalid, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ConsentTickets } from './consent-ticket.ts';
import { type Region, type TenantStore, tenantEntityId } from './tenant.ts';
import type { TenantRegions } from './tenant-regions.ts';
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
  readonly tenantRegions: Pick<TenantRegions, 'find'>;
  /** Unless another is chosen. */
  readonly region: Region;
  /** [T4] Those that have tables. */
  readonly regions: readonly Region[];
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

const validMs = 7 * 24 * 60 * 60 * 1000;

/**
 * [T2][T4] A link that whoever has it may forward to an administrator of the tenant, with the region that was chosen. A
 * tenant that is set up stays where it is.
 */
export const makeCreateConsentLink =
  (deps: ConsentLinkDeps) =>
  async (
    ctx: TenantContext,
    wishes: { readonly region?: Region | undefined; readonly timeZone?: string | undefined } = {},
  ): Promise<Result<ConsentLink, Invalid>> => {
    const settled = await settledRegion(deps, ctx, wishes.region);
    const region = wishes.region ?? settled ?? deps.region;
    const { timeZone } = wishes;
    if (timeZone !== undefined && !isTimeZone(timeZone)) {
      return err(invalid({ pointer: '/timeZone', rule: 'time-zone' }));
    }
    if (settled !== undefined && region !== settled) {
      return err(invalid({ pointer: '/region', rule: 'region-settled', params: { region: settled } }));
    }
    if (!deps.regions.includes(region)) {
      const allowed = deps.regions.join(', ');
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
      consentUrl: `${deps.publicUrl}/onboarding/consent?ticket=${ticket}`,
      expiresAt: toIso(expiresAt),
    });
  };

/** A tenant that is older than the directory has a record only; it is looked at where there is a wish to refuse. */
const settledRegion = async (
  deps: ConsentLinkDeps,
  ctx: TenantContext,
  wished: Region | undefined,
): Promise<Region | undefined> => {
  const settled = await deps.tenantRegions.find(ctx);
  if (settled !== undefined || wished === undefined) return settled;
  return (await deps.tenants.get(ctx, tenantEntityId))?.value.region;
};

export type CreateConsentLink = ReturnType<typeof makeCreateConsentLink>;

/** The plain link: part of every failure that a consent would end. */
export const consentUrlFor = async (ctx: TenantContext, createLink: CreateConsentLink): Promise<string> => {
  const link = await createLink(ctx);
  if (!link.ok) throw new Error('this deployment has no tables of its own region');
  return link.value.consentUrl;
};
