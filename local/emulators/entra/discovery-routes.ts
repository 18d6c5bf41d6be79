import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { isTenantless } from './directory.ts';
import type { EntraServices } from './services.ts';

/** OpenID configuration, key sets and instance discovery. */
export function discoveryRoutes({ directory, keys, publicUrl }: EntraServices): Hono {
  const routes = new Hono();
  routes.use('/:tenant/v2.0/.well-known/openid-configuration', cors());
  routes.use('/:tenant/discovery/*', cors());

  routes.get('/:tenant/v2.0/.well-known/openid-configuration', (context) => {
    const segment = context.req.param('tenant');
    const base = publicUrl();
    const tenantId = isTenantless(segment) ? '{tenantid}' : directory.tenant(segment).tenantId;
    const own = isTenantless(segment) ? segment : tenantId;
    return context.json({
      token_endpoint: `${base}/${own}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/${own}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      authorization_endpoint: `${base}/${own}/oauth2/v2.0/authorize`,
      http_logout_supported: true,
      frontchannel_logout_supported: false,
      end_session_endpoint: `${base}/${own}/oauth2/v2.0/logout`,
      code_challenge_methods_supported: ['S256'],
      claims_supported: [
        'sub',
        'iss',
        'aud',
        'exp',
        'iat',
        'nonce',
        'name',
        'tid',
        'ver',
        'oid',
        'preferred_username',
      ],
      tenant_region_scope: 'EU',
      cloud_instance_name: 'microsoftonline.com',
      msgraph_host: 'graph.microsoft.com',
    });
  });

  routes.get('/:tenant/discovery/v2.0/keys', (context) => {
    const segment = context.req.param('tenant');
    const tenantId = isTenantless(segment) ? '{tenantid}' : directory.tenant(segment).tenantId;
    return context.json({
      keys: keys.published().map(({ kid, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        use: 'sig',
        kid,
        issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      })),
    });
  });

  routes.get('/common/discovery/instance', (context) =>
    context.json({
      tenant_discovery_endpoint: `${publicUrl()}/common/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [
        {
          preferred_network: 'login.microsoftonline.com',
          preferred_cache: 'login.windows.net',
          aliases: [
            'login.microsoftonline.com',
            'login.windows.net',
            'login.microsoft.com',
            'sts.windows.net',
            new URL(publicUrl()).host,
          ],
        },
      ],
    }),
  );
  return routes;
}
