import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { issuerOf } from './app.ts';
import { issueAppToken } from './app-tokens.ts';
import { isTenantless } from './directory.ts';
import { EntraError } from './errors.ts';
import { basicCredentials, type Fields, formFields, required } from './fields.ts';
import type { CodeGrant, Grant } from './grants.ts';
import type { EntraServices } from './services.ts';
import type { ClientProof } from './tokens.ts';
import { issueUserTokens } from './user-tokens.ts';

const notEmulated = [
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'password',
];

/** `POST /{tenant}/oauth2/v2.0/token`, open to browsers of every origin. */
export function tokenRoutes(services: EntraServices): Hono {
  const { app, directory, grants, counts, publicUrl } = services;

  const authenticate = (segment: string, fields: Fields): Promise<ClientProof> => {
    const tenants = isTenantless(segment) ? [segment] : [segment, directory.tenant(segment).tenantId];
    const bases = [publicUrl(), 'https://login.microsoftonline.com'];
    return services.authenticateClient({
      secret: fields['client_secret'],
      assertion: fields['client_assertion'],
      assertionType: fields['client_assertion_type'],
      audiences: tenants.flatMap((tenant) => [
        issuerOf(tenant),
        ...bases.map((base) => `${base}/${tenant}/oauth2/v2.0/token`),
      ]),
    });
  };

  const checkTenant = (segment: string, grant: Grant): void => {
    if (!isTenantless(segment) && directory.tenant(segment).tenantId !== grant.tenantId)
      throw new EntraError(70000);
  };

  const checkCode = (grant: CodeGrant, fields: Fields, proof: ClientProof): void => {
    if (fields['redirect_uri'] !== grant.redirectUri)
      throw new EntraError(50011, fields['redirect_uri'] ?? '');
    if (proof === 'none' && app.webRedirectUris?.includes(grant.redirectUri) === true)
      throw new EntraError(7000218);
    if (grant.codeChallenge === undefined) {
      if (proof === 'none') throw new EntraError(9002325);
      return;
    }
    const verifier = required(fields, 'code_verifier', 90014);
    if (createHash('sha256').update(verifier).digest('base64url') !== grant.codeChallenge)
      throw new EntraError(501481);
  };

  const answer = async (segment: string, fields: Fields) => {
    const grantType = required(fields, 'grant_type', 900144);
    const clientId = required(fields, 'client_id', 900144);
    if (!isTenantless(segment)) directory.tenant(segment);
    if (clientId !== app.clientId) throw new EntraError(700016, clientId);
    const clientInfo = fields['client_info'] === '1';
    const scope = fields['scope'];
    switch (grantType) {
      case 'client_credentials': {
        const wanted = required(fields, 'scope', 90014);
        counts.add('clientCredentials');
        return issueAppToken(services, segment, wanted, await authenticate(segment, fields));
      }
      case 'authorization_code': {
        const code = required(fields, 'code', 90014);
        const proof = await authenticate(segment, fields);
        const grant = grants.redeemCode(code);
        checkTenant(segment, grant);
        checkCode(grant, fields, proof);
        counts.add('codesRedeemed');
        return issueUserTokens(services, { grant, scope, nonce: grant.nonce, proof, clientInfo });
      }
      case 'refresh_token': {
        const token = required(fields, 'refresh_token', 90014);
        const proof = await authenticate(segment, fields);
        const grant = grants.readRefreshToken(token);
        checkTenant(segment, grant);
        counts.add('refreshes');
        return issueUserTokens(services, { grant, scope, nonce: undefined, proof, clientInfo });
      }
      default:
        throw new EntraError(70003, grantType);
    }
  };

  const handle = async (context: Context, segment: string) => {
    const fields = {
      ...basicCredentials(context.req.header('authorization')),
      ...(await formFields(context)),
    };
    const grantType = fields['grant_type'];
    if (grantType !== undefined && notEmulated.includes(grantType))
      return context.json(
        { error: 'not_implemented', error_description: `This emulator has no grant type ${grantType}.` },
        501,
      );
    const tokens = await answer(segment, fields);
    counts.add('tokenAnswers');
    return context.json(tokens, 200, { 'cache-control': 'no-store', pragma: 'no-cache' });
  };

  const routes = new Hono();
  routes.use('/:tenant/oauth2/v2.0/token', cors());
  routes.post('/:tenant/oauth2/v2.0/token', (context) => handle(context, context.req.param('tenant')));
  return routes;
}
