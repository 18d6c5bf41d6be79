import { badRequest, GraphError, notImplemented, resourceNotFound } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { fulfils, propertiesOf } from '../odata/evaluate.ts';
import { ordered } from '../odata/ordering.ts';
import { isEventual, queryOptions } from '../odata/query-options.ts';
import type { DirectoryStore, StoredUser } from './directory-store.ts';
import { pageOf } from './paging.ts';
import { userProperties } from './user-properties.ts';
import { selectedUserProperties, userView } from './user-view.ts';

const listOptions = ['$select', '$top', '$filter', '$orderby', '$count', '$expand', '$skiptoken'] as const;

/** GET /users, /users/{id|upn} and /users/{id}/manager. */
export function makeUserRoutes(store: DirectoryStore) {
  const existing = (tenantId: string, id: string): StoredUser => {
    const user = store.user(tenantId, id);
    if (!user) throw resourceNotFound(id);
    return user;
  };
  const managerOf = (tenantId: string, user: StoredUser): StoredUser | null =>
    user.managerId === null ? null : store.user(tenantId, user.managerId);

  function expander(request: GraphRequest, expand: string | null): (user: StoredUser) => object {
    if (expand === null) return () => ({});
    const match = /^manager(?:\(\$select=([\w,\s]+)\))?$/i.exec(expand.trim());
    if (!match) throw notImplemented(`$expand=${expand} on users`);
    const names = selectedUserProperties(match[1]?.split(',').map((name) => name.trim()) ?? null);
    return (user) => {
      const manager = managerOf(request.caller.tenantId, user);
      return manager
        ? { manager: { '@odata.type': '#microsoft.graph.user', ...userView(manager, names) } }
        : {};
    };
  }

  return {
    list(request: GraphRequest): GraphResponse {
      const { tenantId } = request.caller;
      const options = queryOptions(request, listOptions, 999);
      const isAdvanced = isEventual(request);
      const names = selectedUserProperties(options.select);
      const extra = expander(request, options.expand);
      for (const name of options.filter ? propertiesOf(options.filter) : []) {
        if (!(name in userProperties))
          throw badRequest(
            `Invalid filter clause: unsupported property '${name}'.`,
            'Request_UnsupportedQuery',
          );
      }
      if (
        options.orderBy.some(
          ({ path }) => path.join('/') !== 'displayName' && path.join('/') !== 'userPrincipalName',
        )
      ) {
        throw badRequest(
          'Unsupported Query: only displayName and userPrincipalName sort.',
          'Request_UnsupportedQuery',
        );
      }
      if (options.filter && options.orderBy.length > 0 && !(isAdvanced && options.count)) {
        throw badRequest('Sorting not supported for current query.', 'Request_UnsupportedQuery');
      }
      const { filter } = options;
      const matching = store
        .users(tenantId)
        .filter(({ properties }) => !filter || fulfils(filter, properties));
      const sortable = matching.map((user) => ({ ...user.properties, num: user.num, user }));
      const sorted = ordered(sortable, options.orderBy);
      const page = pageOf(request, sorted, options.top ?? 100, options.orderBy.length > 0);
      return {
        status: 200,
        json: {
          '@odata.context': `${graphRoot}/$metadata#users${options.select ? `(${names.join(',')})` : ''}`,
          // Without ConsistencyLevel: eventual Entra leaves the count out.
          ...(options.count && isAdvanced ? { '@odata.count': matching.length } : {}),
          ...(page.nextLink === null ? {} : { '@odata.nextLink': page.nextLink }),
          value: page.items.map(({ user }) => ({ ...userView(user, names), ...extra(user) })),
        },
      };
    },

    get(request: GraphRequest, id: string): GraphResponse {
      const options = queryOptions(request, ['$select', '$expand'], 1);
      const names = selectedUserProperties(options.select);
      const user = existing(request.caller.tenantId, id);
      const context = `${graphRoot}/$metadata#users${options.select ? `(${names.join(',')})` : ''}/$entity`;
      const extra = expander(request, options.expand)(user);
      return { status: 200, json: { '@odata.context': context, ...userView(user, names), ...extra } };
    },

    manager(request: GraphRequest, id: string): GraphResponse {
      const names = selectedUserProperties(queryOptions(request, ['$select'], 1).select);
      const manager = managerOf(request.caller.tenantId, existing(request.caller.tenantId, id));
      if (!manager) {
        const message =
          "Resource 'manager' does not exist or one of its queried reference-property objects are not present.";
        throw new GraphError(404, 'Request_ResourceNotFound', message);
      }
      return {
        status: 200,
        json: {
          '@odata.context': `${graphRoot}/$metadata#directoryObjects/$entity`,
          '@odata.type': '#microsoft.graph.user',
          ...userView(manager, names),
        },
      };
    },
  };
}
