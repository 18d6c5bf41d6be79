import { notImplemented, resourceNotFound } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { fulfils } from '../odata/evaluate.ts';
import { isEventual, queryOptions } from '../odata/query-options.ts';
import type { DirectoryStore, StoredObject } from './directory-store.ts';
import { pageOf } from './paging.ts';

/** The properties of `orgContact` that the emulator keeps, with their EDM types. */
export const orgContactProperties = {
  id: 'Edm.String',
  addresses: 'Collection(graph.physicalOfficeAddress)',
  companyName: 'Edm.String',
  department: 'Edm.String',
  displayName: 'Edm.String',
  givenName: 'Edm.String',
  jobTitle: 'Edm.String',
  mail: 'Edm.String',
  mailNickname: 'Edm.String',
  phones: 'Collection(graph.phone)',
  proxyAddresses: 'Collection(Edm.String)',
  surname: 'Edm.String',
} as const;

/** @throws GraphError 501 for a property the emulator does not keep. */
export function orgContactView(
  contact: StoredObject,
  select: readonly string[] | null,
): Readonly<Record<string, unknown>> {
  const names = select ?? Object.keys(orgContactProperties);
  const unknown = names.find((name) => !(name in orgContactProperties));
  if (unknown !== undefined) throw notImplemented(`the property '${unknown}' of microsoft.graph.orgContact`);
  return Object.fromEntries(names.map((name) => [name, contact.properties[name] ?? null]));
}

/** GET /contacts and /contacts/{id}: the organisation's mail contacts, which belong to no mailbox. */
export function makeOrgContactRoutes(store: DirectoryStore) {
  return {
    list(request: GraphRequest): GraphResponse {
      const options = queryOptions(request, ['$select', '$top', '$filter', '$count', '$skiptoken'], 999);
      const { filter } = options;
      const matching = store
        .orgContacts(request.caller.tenantId)
        .filter(({ properties }) => !filter || fulfils(filter, properties));
      const page = pageOf(request, matching, options.top ?? 100, false);
      return {
        status: 200,
        json: {
          '@odata.context': `${graphRoot}/$metadata#contacts`,
          ...(options.count && isEventual(request) ? { '@odata.count': matching.length } : {}),
          ...(page.nextLink === null ? {} : { '@odata.nextLink': page.nextLink }),
          value: page.items.map((contact) => orgContactView(contact, options.select)),
        },
      };
    },

    get(request: GraphRequest, id: string): GraphResponse {
      const { select } = queryOptions(request, ['$select'], 1);
      const contact = store.orgContact(request.caller.tenantId, id);
      if (!contact) throw resourceNotFound(id);
      return {
        status: 200,
        json: {
          '@odata.context': `${graphRoot}/$metadata#contacts/$entity`,
          ...orgContactView(contact, select),
        },
      };
    },
  };
}
