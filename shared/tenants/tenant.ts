import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { Transitions } from '../kernel/transitions.ts';

/** [T4] Data regions; a tenant's rows stay in the stamp of its region. */
export const regions = ['westeurope', 'northeurope', 'germanywestcentral'] as const;

export const tenantStates = ['active', 'consent-lost', 'access-blocked', 'leaving', 'erasing'] as const;

/**
 * Declared transitions; `consent-lost` and `access-blocked` end by themselves when Entra lets us in again. `leaving` is the
 * administrator's wish [T6]; from `erasing` nothing leads back.
 */
export const tenantTransitions: Transitions<TenantState> = {
  what: 'tenant',
  moves: [
    { from: 'active', to: 'consent-lost' },
    { from: 'active', to: 'access-blocked' },
    { from: 'consent-lost', to: 'active' },
    { from: 'consent-lost', to: 'access-blocked' },
    { from: 'access-blocked', to: 'active' },
    { from: 'access-blocked', to: 'consent-lost' },
    { from: 'active', to: 'leaving' },
    { from: 'consent-lost', to: 'leaving' },
    { from: 'access-blocked', to: 'leaving' },
    { from: 'leaving', to: 'active' },
    { from: 'leaving', to: 'consent-lost' },
    { from: 'leaving', to: 'erasing' },
    { from: 'consent-lost', to: 'erasing' },
  ],
};

export const tenantSchema = z.strictObject({
  tenantId: z.string() as unknown as z.ZodType<TenantId>,
  displayName: z.string(),
  defaultDomain: z.string(),
  /** ISO 3166-1 alpha-2: how national telephone numbers are read. */
  countryCode: z.string().length(2),
  language: z.enum(['de', 'en']),
  /** IANA name: the tenant's nights and days. */
  timeZone: z.string(),
  region: z.enum(regions),
  state: z.enum(tenantStates),
  /** Application permissions granted at Entra when last looked. */
  permissions: z.array(z.string()),
  consentedAt: z.string(),
  /** While `access-blocked`: Microsoft's code, for the company's IT [T3]. */
  blockedBy: z.string().optional(),
  /** RFC 3339 [T6]: everything is erased after it, unless the consent is back or the departure undone before. */
  erasedAfter: z.string().optional(),
  /** While `leaving`: who of the company asked for it (Entra object id), and when. */
  departure: z.strictObject({ requestedBy: z.string(), requestedAt: z.string() }).optional(),
  /** Where notices go; personal data, so the row is sealed. */
  notificationAddress: z.string().optional(),
});

export type TenantState = (typeof tenantStates)[number];
export type Region = (typeof regions)[number];
export type Tenant = z.infer<typeof tenantSchema>;

/** One per tenant, under the id `self`. */
export type TenantStore = EntityStore<Tenant>;
export const tenantEntityId = 'self';
