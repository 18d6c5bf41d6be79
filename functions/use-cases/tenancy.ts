import { adminConsentUrl } from '../../shared/adapters/entra/consent-url.ts';
import type { Config, Region } from '../../shared/config/config.ts';
import { makeVaultKey, vaultKeys } from '../../shared/encryption/vault-key.ts';
import { makeChangeTenant } from '../../shared/tenants/change-tenant.ts';
import { makeCreateConsentLink } from '../../shared/tenants/consent-link.ts';
import { makeConsentTickets } from '../../shared/tenants/consent-ticket.ts';
import { makeFinishConsent } from '../../shared/tenants/finish-consent.ts';
import { makeLookAtAccess } from '../../shared/tenants/look-at-access.ts';
import { makeNoteAccess } from '../../shared/tenants/note-access.ts';
import { makeReadTenant } from '../../shared/tenants/read-tenant.ts';
import { makeSetUpTenant } from '../../shared/tenants/set-up-tenant.ts';
import { makeStartConsent } from '../../shared/tenants/start-consent.ts';
import { makeTenantGate } from '../../shared/tenants/tenant-gate.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';
import type { ErasureQuestions } from './departures.ts';

/** [T2][T3][T4] Consent, the own company, and what is found out about our access to it. */
export const makeTenancy = (
  config: Config,
  ports: Ports,
  stores: Stores,
  isBeingErasedNow: ErasureQuestions['isBeingErasedNow'],
) => {
  const { clock, random, sleep, log, secrets, organisations } = ports;
  const { commit, tenants, notifications } = stores;
  const ticketKey = makeVaultKey({ secrets, random }, vaultKeys.consentTicket);
  const { dueErasures } = stores;
  const graceDays = config.limits.erasureGraceDays;
  const known = { tenants, notifications, dueErasures, graceDays, commit, clock, random };
  const noteAccess = makeNoteAccess(known);
  const lookAtAccess = makeLookAtAccess({ tenants, organisations, noteAccess });
  const regions = Object.keys(config.tables) as readonly Region[];
  const tickets = makeConsentTickets({ key: ticketKey, clock });
  const createConsentLink = makeCreateConsentLink({
    tickets,
    tenants,
    clock,
    tenantRegions: stores.tenantRegions,
    region: config.region,
    regions,
    publicUrl: config.publicUrl,
  });
  const gate = { tenants, lookAtAccess, createConsentLink };
  const states = stores.consentStates;
  const { consentUrl, clientId } = config.entra;
  const redirectUri = `${config.publicUrl}/onboarding/callback`;
  return {
    noteAccess,
    log,
    lookAtAccess,
    createConsentLink,
    requireTenant: makeTenantGate(gate),
    readTenant: makeReadTenant(gate),
    changeTenant: makeChangeTenant({ tenants, commit }),
    startConsent: makeStartConsent({
      tickets,
      states,
      clock,
      random,
      regions,
      entraConsentUrl: (tenantId, state) =>
        adminConsentUrl({ consentUrl, clientId, redirectUri }, tenantId, state),
    }),
    finishConsent: makeFinishConsent({
      states,
      organisations,
      setUpTenant: makeSetUpTenant({
        ...known,
        tenantRegions: stores.tenantRegions,
        isBeingErased: isBeingErasedNow,
      }),
      sleep,
      clock,
      log,
    }),
  };
};

export type Tenancy = ReturnType<typeof makeTenancy>;
