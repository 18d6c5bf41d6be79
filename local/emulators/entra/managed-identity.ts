import { Hono } from 'hono';
import { derivedId } from '../../../shared/kernel/ids.ts';
import type { EntraOptions, ManagedIdentity } from './app.ts';
import type { EntraServices } from './services.ts';

/** The identity that is served: what the options leave out is derived from the first company's tenant. */
export function managedIdentityOf({ companies, managedIdentity }: EntraOptions): ManagedIdentity {
  const tenantId = managedIdentity?.tenantId ?? companies[0]?.tenantId;
  if (tenantId === undefined) throw new Error('the Entra emulator needs at least one company');
  return {
    header: 'embedded-stack',
    clientId: derivedId('managed identity client', tenantId),
    principalId: derivedId('managed identity principal', tenantId),
    ...managedIdentity,
    tenantId,
  };
}

/**
 * `GET /msi/token?api-version=2019-08-01&resource=…`, App Service's identity endpoint: a v1 token
 * (`iss` https://sts.windows.net/…) for the resource. `expires_on` in unix seconds, as a string.
 */
export function managedIdentityRoutes(services: EntraServices, identity: ManagedIdentity): Hono {
  const { clock, counts, settings, tokens } = services;
  const routes = new Hono();
  routes.get('/msi/token', (context) => {
    const refuse = (status: 400 | 401, message: string) =>
      context.json({ statusCode: status, message }, status);
    const { resource, client_id: clientId, 'api-version': version, ...others } = context.req.query();
    if (context.req.header('x-identity-header') !== identity.header)
      return refuse(401, 'X-IDENTITY-HEADER is missing or wrong.');
    if (version !== '2019-08-01') return refuse(400, 'api-version must be 2019-08-01.');
    if (resource === undefined || resource === '') return refuse(400, 'resource is missing.');
    const unknown = Object.keys(others).filter((name) => name !== 'bypass_cache');
    if (unknown.length > 0) return context.json({ message: `Not emulated: ${unknown.join(', ')}.` }, 501);
    if (clientId !== undefined && clientId !== identity.clientId)
      return refuse(400, 'No User Assigned or Delegated Managed Identity found for specified ClientId.');

    counts.add('managedIdentityTokens');
    const lifetime = settings.tokenLifetime();
    const access_token = tokens.sign({
      aud: resource,
      iss: `https://sts.windows.net/${identity.tenantId}/`,
      tid: identity.tenantId,
      oid: identity.principalId,
      sub: identity.principalId,
      appid: identity.clientId,
      appidacr: '2',
      idp: `https://sts.windows.net/${identity.tenantId}/`,
      idtyp: 'app',
      ver: '1.0',
    });
    return context.json({
      access_token,
      expires_on: String(Math.floor(clock.now() / 1000) + lifetime),
      resource,
      token_type: 'Bearer',
      client_id: identity.clientId,
    });
  });
  return routes;
}
