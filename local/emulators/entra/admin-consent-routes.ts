import { type Context, Hono } from 'hono';
import { pageLanguage } from '../loopback/page.ts';
import { type EntraApp, graphResource } from './app.ts';
import { isTenantAdmin } from './directory.ts';
import { EntraError } from './errors.ts';
import { type Fields, formFields, queryFields, required } from './fields.ts';
import { adminConsentPage, messagePage } from './pages.ts';
import { errorValues, sendBack, trustedRedirect } from './redirects.ts';
import { parseScopes } from './scopes.ts';
import type { EntraServices } from './services.ts';
import { texts } from './texts.ts';

/** The Graph application permissions that a consent request asks for; throws AADSTS70011 for others. */
function requestedPermissions(scope: string, app: EntraApp): readonly string[] {
  const { resource, names } = parseScopes(scope, app);
  const required = app.requiredPermissions.graph;
  if (resource === 'api' || names.includes('.default')) return required;
  const unknown = names.find((name) => !required.includes(name));
  if (unknown !== undefined) throw new EntraError(70011, unknown);
  return names;
}

/** `/{tenant}/v2.0/adminconsent`: the page that an administrator of a customer accepts or declines. */
export function adminConsentRoutes(services: EntraServices): Hono {
  const { app, clock, consents, counts, directory, settings } = services;

  const decide = (context: Context, segment: string, fields: Fields, redirectUri: string): Response => {
    const permissions = requestedPermissions(required(fields, 'scope', 900144), app);
    const { decision, state } = fields;
    if (decision === undefined) {
      const language = pageLanguage(context.req.header('accept-language'), fields['ui_locales']);
      const companies = directory.companiesFor(segment);
      return context.html(adminConsentPage(language, app, companies, permissions, fields)) as Response;
    }
    if (decision !== 'accept') throw new EntraError(65004);
    const chosen = required(fields, 'user', 90014);
    const account = directory.byHint(segment, chosen);
    if (account === undefined) throw new EntraError(50020, chosen);
    if (!account.user.accountEnabled) throw new EntraError(50057);
    const { tenantId } = account.company;
    settings.enforcePolicy(tenantId);
    if (!isTenantAdmin(account.user)) throw new EntraError(90094);

    consents.grant(tenantId, permissions, app.delegatedPermissions);
    counts.add('consentsGranted');
    return sendBack(context, redirectUri, 'query', {
      admin_consent: 'True',
      tenant: tenantId,
      state,
      scope: [...permissions, '.default'].map((name) => `${graphResource}/${name}`).join(' '),
    });
  };

  const handle = (context: Context, segment: string, fields: Fields): Response => {
    let redirectUri: string | undefined;
    try {
      directory.companiesFor(segment);
      redirectUri = trustedRedirect(fields, app);
      return decide(context, segment, fields, redirectUri);
    } catch (error) {
      if (!(error instanceof EntraError)) throw error;
      if (redirectUri === undefined) {
        const language = pageLanguage(context.req.header('accept-language'), fields['ui_locales']);
        return context.html(messagePage(language, texts[language].failed, error.message), 400) as Response;
      }
      return sendBack(context, redirectUri, 'query', errorValues(error, clock.now(), fields['state']));
    }
  };

  const routes = new Hono();
  routes.get('/:tenant/v2.0/adminconsent', (context) =>
    handle(context, context.req.param('tenant'), queryFields(context)),
  );
  routes.post('/:tenant/v2.0/adminconsent', async (context) =>
    handle(context, context.req.param('tenant'), { ...queryFields(context), ...(await formFields(context)) }),
  );
  return routes;
}
