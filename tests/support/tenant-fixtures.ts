import { fromIso } from '../../shared/kernel/clock.ts';
import type { Random } from '../../shared/kernel/ids.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { ok, type Result } from '../../shared/kernel/result.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { notificationSchema } from '../../shared/notifications/notification.ts';
import { makeCreateConsentLink } from '../../shared/tenants/consent-link.ts';
import { makeConsentTickets } from '../../shared/tenants/consent-ticket.ts';
import { makeLookAtAccess, makeNoteAccessRegained } from '../../shared/tenants/look-at-access.ts';
import { makeNoteAccess } from '../../shared/tenants/note-access.ts';
import type { Organisation, Organisations } from '../../shared/tenants/organisation.ts';
import { requiredPermissions } from '../../shared/tenants/permissions.ts';
import { type Region, type Tenant, tenantEntityId, tenantSchema } from '../../shared/tenants/tenant.ts';
import { makeTenantGate } from '../../shared/tenants/tenant-gate.ts';
import type { TenantRegions } from '../../shared/tenants/tenant-regions.ts';
import { makeMemoryDueTenants } from './memory-due-tenants.ts';
import { makeMemoryStores } from './memory-stores.ts';
import { freshTenant } from './tables.ts';

const startOfTests = fromIso('2026-03-01T08:00:00.000Z');

const organisation: Organisation = {
  displayName: 'Müller Maschinenbau AG',
  countryCode: 'DE',
  preferredLanguage: 'de',
  defaultDomain: 'mueller.example',
};

export const tenantOf = (ctx: TenantContext, fields: Partial<Tenant> = {}): Tenant => ({
  tenantId: ctx.tenantId,
  displayName: organisation.displayName,
  defaultDomain: organisation.defaultDomain,
  countryCode: 'DE',
  language: 'de',
  timeZone: 'Europe/Berlin',
  region: 'germanywestcentral',
  state: 'active',
  permissions: [...requiredPermissions].sort(),
  consentedAt: '2026-01-01T00:00:00.000Z',
  ...fields,
});

/** Entra as these tests need it: what it answers is set by the test, and each look is counted. */
const makeFakeOrganisations = () => {
  const answers = {
    granted: ok([...requiredPermissions]) as Awaited<ReturnType<Organisations['grantedPermissions']>>,
    organisation: ok(organisation) as Awaited<ReturnType<Organisations['read']>>,
    looks: 0,
  };
  const organisations: Organisations = {
    read: async () => answers.organisation,
    grantedPermissions: async () => {
      answers.looks++;
      return answers.granted;
    },
  };
  return { answers, organisations };
};

/** The directory of regions in memory, with its rule: the first wish holds. */
const makeMemoryTenantRegions = (): TenantRegions => {
  const settled = new Map<string, Region>();
  return {
    find: async ({ tenantId }) => settled.get(tenantId),
    settle: async ({ tenantId }, wished) => {
      const region = settled.get(tenantId) ?? wished;
      settled.set(tenantId, region);
      return region;
    },
  };
};

/** One tenant with everything of shared/tenants over memory stores, at a time to set. */
export const makeTenantBench = (options: { readonly random?: Random } = {}) => {
  const stores = makeMemoryStores();
  const tenants = stores.store({ kind: 'tenant', schema: tenantSchema, idOf: () => tenantEntityId });
  const notifications = stores.store({
    kind: 'notification',
    schema: notificationSchema,
    idOf: ({ id }) => id,
  });
  const random = options.random ?? systemRandom;
  let now = startOfTests;
  const clock = { now: () => now };
  const { answers, organisations } = makeFakeOrganisations();
  const tickets = makeConsentTickets({ key: async () => Buffer.alloc(32, 7), clock });
  const region = 'germanywestcentral' as const;
  const dueErasures = makeMemoryDueTenants();
  const tenantRegions = makeMemoryTenantRegions();
  const deps = {
    tenants,
    notifications,
    organisations,
    tickets,
    clock,
    random,
    region,
    regions: [region, 'westeurope'] as const,
    publicUrl: 'https://api.example',
    tenantRegions,
    dueErasures,
    graceDays: 30,
    isBeingErased: async () => false,
    commit: stores.commit,
  };
  const noteAccess = makeNoteAccess(deps);
  const lookAtAccess = makeLookAtAccess({ ...deps, noteAccess });
  const createConsentLink = makeCreateConsentLink(deps);
  const gate = makeTenantGate({ tenants, lookAtAccess, createConsentLink });
  const noteAccessRegained = makeNoteAccessRegained({ tenants, lookAtAccess });
  const ctx = freshTenant();

  return {
    ...stores,
    ...deps,
    ctx,
    answers,
    noteAccess,
    lookAtAccess,
    createConsentLink,
    gate,
    noteAccessRegained,
    advance: (ms: number) => {
      now += ms;
    },
    have: async (fields: Partial<Tenant> = {}) => {
      await stores.commit(ctx, [tenants.inserted(ctx, tenantOf(ctx, fields))]);
    },
    tenant: async () => (await tenants.get(ctx, tenantEntityId))?.value,
    mails: async () => {
      const kinds: string[] = [];
      for await (const { value } of notifications.all(ctx)) kinds.push(value.kind);
      return kinds;
    },
  };
};

export const succeeded = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
