import { notImplemented, resourceNotFound } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { fulfils } from '../odata/evaluate.ts';
import { ordered } from '../odata/ordering.ts';
import { isEventual, queryOptions } from '../odata/query-options.ts';
import type { DirectoryStore, StoredObject } from './directory-store.ts';
import { pageOf } from './paging.ts';

/** The properties of `group` that the emulator answers, with their EDM types. */
export const groupProperties = {
  id: 'Edm.String',
  createdDateTime: 'Edm.DateTimeOffset',
  description: 'Edm.String',
  displayName: 'Edm.String',
  groupTypes: 'Collection(Edm.String)',
  mail: 'Edm.String',
  mailEnabled: 'Edm.Boolean',
  mailNickname: 'Edm.String',
  securityEnabled: 'Edm.Boolean',
  visibility: 'Edm.String',
} as const;

const fixed = {
  description: null,
  groupTypes: [],
  mail: null,
  mailEnabled: false,
  securityEnabled: true,
  visibility: null,
};

export const groupView = (
  group: StoredObject,
  select: readonly string[] | null,
): Readonly<Record<string, unknown>> => {
  const whole: Readonly<Record<string, unknown>> = { ...fixed, ...group.properties };
  if (select === null) return whole;
  for (const name of select) {
    if (!(name in groupProperties)) throw notImplemented(`the property '${name}' of microsoft.graph.group`);
  }
  return Object.fromEntries(select.map((name) => [name, whole[name]]));
};

const listOptions = ['$select', '$top', '$filter', '$orderby', '$count', '$skiptoken'] as const;

/** GET /groups and /groups/{id}. */
export function makeGroupRoutes(store: DirectoryStore) {
  return {
    list(request: GraphRequest): GraphResponse {
      const options = queryOptions(request, listOptions, 999);
      const { filter } = options;
      const matching = store
        .groups(request.caller.tenantId)
        .filter((group) => !filter || fulfils(filter, groupView(group, null)));
      const sortable = matching.map((group) => ({ ...group.properties, num: group.num, group }));
      const sorted = ordered(sortable, options.orderBy);
      const page = pageOf(request, sorted, options.top ?? 100, options.orderBy.length > 0);
      return {
        status: 200,
        json: {
          '@odata.context': `${graphRoot}/$metadata#groups`,
          ...(options.count && isEventual(request) ? { '@odata.count': matching.length } : {}),
          ...(page.nextLink === null ? {} : { '@odata.nextLink': page.nextLink }),
          value: page.items.map(({ group }) => groupView(group, options.select)),
        },
      };
    },

    get(request: GraphRequest, id: string): GraphResponse {
      const { select } = queryOptions(request, ['$select'], 1);
      const group = store.group(request.caller.tenantId, id);
      if (!group) throw resourceNotFound(id);
      const context = `${graphRoot}/$metadata#groups/$entity`;
      return { status: 200, json: { '@odata.context': context, ...groupView(group, select) } };
    },
  };
}
