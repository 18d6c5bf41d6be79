import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { pageLanguage } from '../loopback/page.ts';
import type { Account } from './directory.ts';
import { EntraError } from './errors.ts';
import { type Fields, formFields, queryFields, required } from './fields.ts';
import { consentPage, messagePage, signInPage } from './pages.ts';
import { errorValues, isRegisteredRedirect, sendBack, trustedRedirect } from './redirects.ts';
import { delegatedScopes, missingScopes, parseScopes, type RequestedScopes } from './scopes.ts';
import type { EntraServices } from './services.ts';
import { texts } from './texts.ts';
import { clientInfoOf } from './user-tokens.ts';

const sessionCookie = 'entra_session';

/** The authorization endpoint with its sign-in and consent pages, and sign-out. */
export function authorizeRoutes(services: EntraServices): Hono {
  const { app, clock, consents, counts, directory, grants, settings } = services;

  /** Who signs in: picked on the page, else known by hint or session where that is enough. */
  const signedIn = (context: Context, segment: string, fields: Fields): Account | undefined => {
    const { user, prompt, login_hint: hint } = fields;
    if (user !== undefined) {
      const account = directory.byHint(segment, user);
      if (account === undefined) throw new EntraError(50020, user);
      return account;
    }
    const silent = prompt === 'none';
    if (silent && hint !== undefined) {
      const account = directory.byHint(segment, hint);
      if (account === undefined) throw new EntraError(50034, hint);
      return account;
    }
    if (prompt === 'login' || prompt === 'select_account') return undefined;
    const session = directory.byHint(segment, getCookie(context, sessionCookie) ?? '');
    const fits = hint === undefined || session?.user.userPrincipalName.toLowerCase() === hint.toLowerCase();
    if (session !== undefined && fits) return session;
    if (silent) throw new EntraError(50058);
    return undefined;
  };

  const needsConsent = ({ company, user }: Account, requested: RequestedScopes, fields: Fields): boolean => {
    const { tenantId } = company;
    const missing = missingScopes(requested, app, consents.delegated(tenantId, user.id));
    const given = consents.of(tenantId)?.userConsent === true && missing.length === 0;
    if (fields['consent'] === 'cancel') throw new EntraError(65004);
    if (missing.length > 0 && fields['prompt'] !== 'none' && !settings.userConsentAllowed())
      throw new EntraError(90094);
    if (fields['consent'] === 'accept') {
      consents.grantSignIn(tenantId);
      consents.grantDelegated(tenantId, user.id, missing);
      return false;
    }
    if (!given && fields['prompt'] === 'none') throw new EntraError(65001, app.clientId);
    return !given || fields['prompt'] === 'consent';
  };

  const authorize = (context: Context, segment: string, fields: Fields, redirectUri: string): Response => {
    const { code_challenge: challenge, code_challenge_method: method, nonce } = fields;
    const type = required(fields, 'response_type', 900144);
    if (type !== 'code') throw new EntraError(700054, type);
    if (challenge !== undefined && method !== 'S256')
      throw new EntraError(90023, 'code_challenge_method must be S256');
    const requested = parseScopes(required(fields, 'scope', 900144), app);
    // For what is wrong with them: who consents to what is asked further down.
    delegatedScopes(requested, app, app.delegatedPermissions ?? []);

    const language = pageLanguage(context.req.header('accept-language'), fields['ui_locales']);
    const account = signedIn(context, segment, fields);
    if (account === undefined)
      return context.html(signInPage(language, app, directory.companiesFor(segment), fields)) as Response;
    if (!account.user.accountEnabled) throw new EntraError(50057);
    settings.enforcePolicy(account.company.tenantId);
    if (needsConsent(account, requested, fields))
      return context.html(consentPage(language, app, account, requested.names, fields)) as Response;
    settings.signedIn(account.user.id);

    counts.add('codesIssued');
    const code = grants.issueCode({
      tenantId: account.company.tenantId,
      userId: account.user.id,
      scopes: required(fields, 'scope', 90014).split(' '),
      redirectUri,
      ...(challenge === undefined ? {} : { codeChallenge: challenge }),
      ...(nonce === undefined ? {} : { nonce }),
    });
    setCookie(context, sessionCookie, account.user.id, { path: '/', httpOnly: true, sameSite: 'Lax' });
    return sendBack(context, redirectUri, fields['response_mode'] ?? 'query', {
      code,
      ...(fields['client_info'] === '1' ? { client_info: clientInfoOf(account) } : {}),
      state: fields['state'],
      session_state: randomUUID(),
    });
  };

  const handle = (context: Context, segment: string, fields: Fields): Response => {
    let redirectUri: string;
    try {
      directory.companiesFor(segment);
      redirectUri = trustedRedirect(fields, app);
    } catch (error) {
      if (!(error instanceof EntraError)) throw error;
      const language = pageLanguage(context.req.header('accept-language'), fields['ui_locales']);
      return context.html(messagePage(language, texts[language].failed, error.message), 400) as Response;
    }
    try {
      return authorize(context, segment, fields, redirectUri);
    } catch (error) {
      if (!(error instanceof EntraError)) throw error;
      const values = errorValues(error, clock.now(), fields['state']);
      return sendBack(context, redirectUri, fields['response_mode'] ?? 'query', values);
    }
  };

  const routes = new Hono();
  routes.get('/:tenant/oauth2/v2.0/authorize', (context) =>
    handle(context, context.req.param('tenant'), queryFields(context)),
  );
  routes.post('/:tenant/oauth2/v2.0/authorize', async (context) =>
    handle(context, context.req.param('tenant'), { ...queryFields(context), ...(await formFields(context)) }),
  );
  routes.get('/:tenant/oauth2/v2.0/logout', (context) => {
    directory.companiesFor(context.req.param('tenant'));
    deleteCookie(context, sessionCookie, { path: '/' });
    const { post_logout_redirect_uri: target, state, ui_locales } = queryFields(context);
    if (target !== undefined && isRegisteredRedirect(target, app))
      return sendBack(context, target, 'query', { state });
    const language = pageLanguage(context.req.header('accept-language'), ui_locales);
    return context.html(messagePage(language, texts[language].signedOut, texts[language].close));
  });
  return routes;
}
