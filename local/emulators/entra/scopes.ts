import { type EntraApp, graphResource } from './app.ts';
import { EntraError } from './errors.ts';
import type { Resource } from './tokens.ts';

const protocolScopes = ['openid', 'profile', 'email', 'offline_access'];
/** The delegated Graph permission that comes with any sign-in. */
const signInScopes = ['User.Read'];

export interface RequestedScopes {
  readonly resource: Resource;
  /** `openid`, `profile`, `email`, `offline_access` as far as requested. */
  readonly protocol: readonly string[];
  /** Permission names without the resource; `.default` is among them when requested. */
  readonly names: readonly string[];
}

/**
 * Reads a `scope` parameter. All permissions belong to one resource; a name without a resource is Graph's.
 * Resources of a tenant are known where `tenantId` says whose. Throws AADSTS70011 for a mixture and 500011 for a resource that does not exist here.
 */
export function parseScopes(scope: string, app: EntraApp, tenantId?: string): RequestedScopes {
  const all = scope.split(' ').filter((part) => part !== '');
  const protocol = all.filter((part) => protocolScopes.includes(part));
  const permissions = all
    .filter((part) => !protocolScopes.includes(part))
    .map((part) => {
      const slash = part.lastIndexOf('/');
      return { resource: slash < 0 ? graphResource : part.slice(0, slash), name: part.slice(slash + 1) };
    });
  const resources = new Set(
    permissions.map(({ resource }): Resource => {
      if (resource === app.appIdUri || resource === app.clientId) return 'api';
      if (resource === graphResource) return 'graph';
      if (isServiceOf(app, tenantId, resource)) return resource;
      throw new EntraError(500011, resource);
    }),
  );
  if (resources.size > 1) throw new EntraError(70011, scope);
  const [resource = 'graph'] = resources;
  return { resource, protocol, names: permissions.map(({ name }) => name) };
}

const isServiceOf = (app: EntraApp, tenantId: string | undefined, uri: string): uri is `https://${string}` =>
  app.resources?.some((known) => known.tenantId === tenantId && known.uri === uri) === true;

/** Delegated Graph permissions that are asked for and not yet `granted`. Throws 65001 for those that the app is not registered for. */
export function missingScopes(
  { resource, names }: RequestedScopes,
  app: EntraApp,
  granted: readonly string[],
): readonly string[] {
  if (resource !== 'graph') return [];
  const wanted = names.filter((name) => name !== '.default' && !signInScopes.includes(name));
  if (wanted.some((name) => !app.delegatedPermissions?.includes(name)))
    throw new EntraError(65001, app.clientId);
  return wanted.filter((name) => !granted.includes(name));
}

/**
 * The delegated permissions a user's token carries as `scp`. Throws AADSTS70011 for one that the API does not
 * expose and 65001 for a Graph permission that is not among `consented`.
 */
export function delegatedScopes(
  { resource, names, protocol }: RequestedScopes,
  app: EntraApp,
  consented: readonly string[],
): string[] {
  const exposed = app.scopes ?? ['access_as_user'];
  if (resource === 'api') {
    if (names.includes('.default')) return [...exposed];
    const unknown = names.find((name) => !exposed.includes(name));
    if (unknown !== undefined) throw new EntraError(70011, `${app.appIdUri}/${unknown}`);
    return [...names];
  }
  const allowed = [...signInScopes, ...consented];
  const granted = names.includes('.default') ? allowed : names;
  if (granted.some((name) => !allowed.includes(name))) throw new EntraError(65001, app.clientId);
  return [...granted, ...protocol.filter((name) => name !== 'offline_access')];
}

/** The `scope` of a token answer: what was granted, permissions with their resource. */
export const grantedScope = (requested: RequestedScopes, scp: readonly string[], app: EntraApp): string => {
  const prefix = requested.resource === 'api' ? app.appIdUri : graphResource;
  const permissions = scp.filter((name) => !protocolScopes.includes(name));
  const listed = requested.names.includes('.default') ? [...permissions, '.default'] : permissions;
  const oidc = requested.protocol.filter((name) => name !== 'offline_access');
  return [...oidc, ...listed.map((name) => `${prefix}/${name}`)].join(' ');
};
