import type { SeedCompany } from '../../../seed/company.ts';
import { notImplemented } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { queryOptions } from '../odata/query-options.ts';
import type { DirectoryStore, Organization } from './directory-store.ts';

/** The properties of `organization` that the emulator answers, with their EDM types. */
export const organizationProperties = {
  id: 'Edm.String',
  displayName: 'Edm.String',
  countryLetterCode: 'Edm.String',
  preferredLanguage: 'Edm.String',
  createdDateTime: 'Edm.DateTimeOffset',
  tenantType: 'Edm.String',
  verifiedDomains: 'Collection(graph.verifiedDomain)',
} as const;

export const organizationFromSeed = (company: SeedCompany, createdDateTime: string): Organization => ({
  id: company.tenantId,
  displayName: company.displayName,
  countryLetterCode: company.countryLetterCode,
  preferredLanguage: company.preferredLanguage,
  createdDateTime,
  tenantType: 'AAD',
  verifiedDomains: [
    {
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault: true,
      isInitial: false,
      name: company.domain,
      type: 'Managed',
    },
  ],
});

/** GET /organization and /organization/{id}: the caller's own tenant only. */
export const makeOrganizationRoute =
  (store: DirectoryStore) =>
  (request: GraphRequest, id: string | null): GraphResponse => {
    const { select } = queryOptions(request, ['$select'], 1);
    const organization = store.organization(request.caller.tenantId);
    if (!organization || (id !== null && id.toLowerCase() !== request.caller.tenantId)) {
      throw notImplemented('reading another organization');
    }
    const unknown = select?.find((name) => !(name in organizationProperties));
    if (unknown !== undefined)
      throw notImplemented(`the property '${unknown}' of microsoft.graph.organization`);
    const view = select ? Object.fromEntries(select.map((name) => [name, organization[name]])) : organization;
    const context = `${graphRoot}/$metadata#organization`;
    return id === null
      ? { status: 200, json: { '@odata.context': context, value: [view] } }
      : { status: 200, json: { '@odata.context': `${context}/$entity`, ...view } };
  };
