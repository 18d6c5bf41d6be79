import { notImplemented, resourceNotFound } from '../graph-error.ts';
import { type GraphRequest, type GraphResponse, graphRoot } from '../message.ts';
import { isEventual, queryOptions } from '../odata/query-options.ts';
import type { DirectoryStore, StoredObject, StoredUser } from './directory-store.ts';
import { groupProperties, groupView } from './groups.ts';
import { pageOf } from './paging.ts';
import { selectedUserProperties, userView } from './user-view.ts';

type Member =
  | { readonly kind: 'user'; readonly id: string; readonly user: StoredUser }
  | { readonly kind: 'group'; readonly id: string; readonly group: StoredObject };

/** GET /groups/{id}/members and /transitiveMembers, each also cast to users or groups. */
export function makeGroupMembers(store: DirectoryStore) {
  const direct = (tenantId: string, groupId: string): readonly Member[] =>
    store.memberIds(tenantId, groupId).flatMap((id): readonly Member[] => {
      const user = store.user(tenantId, id);
      if (user) return [{ kind: 'user', id, user }];
      const group = store.group(tenantId, id);
      return group ? [{ kind: 'group', id, group }] : [];
    });

  /** Breadth first; groups may contain each other in a circle. */
  function reachable(tenantId: string, start: string): readonly Member[] {
    const seen = new Map<string, Member>();
    const waiting = [start];
    for (let groupId = waiting.shift(); groupId !== undefined; groupId = waiting.shift()) {
      for (const member of direct(tenantId, groupId)) {
        if (member.id === start || seen.has(member.id)) continue;
        seen.set(member.id, member);
        if (member.kind === 'group') waiting.push(member.id);
      }
    }
    return [...seen.values()];
  }

  return (request: GraphRequest, id: string, isTransitive: boolean, cast: string | null): GraphResponse => {
    const { tenantId } = request.caller;
    const options = queryOptions(request, ['$select', '$top', '$count', '$skiptoken'], 999);
    const kind = cast === null ? null : castKind(cast);
    const group = store.group(tenantId, id);
    if (!group) throw resourceNotFound(id);
    const members = isTransitive ? reachable(tenantId, group.id) : direct(tenantId, group.id);
    const matching = members
      .filter((member) => kind === null || member.kind === kind)
      .map((member, index) => ({ member, num: index + 1 }));
    const page = pageOf(request, matching, options.top ?? 100, false);
    return {
      status: 200,
      json: {
        '@odata.context': `${graphRoot}/$metadata#${kind === null ? 'directoryObjects' : `${kind}s`}`,
        ...(options.count && isEventual(request) ? { '@odata.count': matching.length } : {}),
        ...(page.nextLink === null ? {} : { '@odata.nextLink': page.nextLink }),
        value: page.items.map(({ member }) => memberView(request, member, options.select, kind !== null)),
      },
    };
  };
}

function castKind(cast: string): 'user' | 'group' {
  const name = cast.toLowerCase();
  if (name === 'microsoft.graph.user') return 'user';
  if (name === 'microsoft.graph.group') return 'group';
  throw notImplemented(`the cast to ${cast}`);
}

/** GroupMember.Read.All shows who is a member; what the member is called needs a right to read users. */
const readsUsers = (request: GraphRequest): boolean =>
  request.caller.permissions.some((name) => /^(User|Directory)\.Read(Write)?\.All$/.test(name));

function memberView(
  request: GraphRequest,
  member: Member,
  select: readonly string[] | null,
  isCast: boolean,
): Readonly<Record<string, unknown>> {
  const type = isCast ? {} : { '@odata.type': `#microsoft.graph.${member.kind}` };
  if (member.kind === 'group') {
    const names = select?.filter((name) => name in groupProperties) ?? null;
    return { ...type, ...groupView(member.group, names) };
  }
  const names = selectedUserProperties(select);
  if (readsUsers(request)) return { ...type, ...userView(member.user, names) };
  return {
    ...type,
    ...Object.fromEntries(names.map((name) => [name, name === 'id' ? member.id : null])),
    id: member.id,
  };
}
