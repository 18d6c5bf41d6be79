import type { Context } from 'hono';
import { html } from 'hono/html';
import { page } from '../loopback/page.ts';
import type { EntraApp } from './app.ts';
import { EntraError, errorDocument } from './errors.ts';
import { type Fields, required } from './fields.ts';

const withoutPort = (uri: string): string => uri.replace(/^http:\/\/localhost:\d+/, 'http://localhost');

const isRegistered = (uri: string, app: EntraApp): boolean =>
  [...app.redirectUris, ...(app.webRedirectUris ?? [])].some(
    (registered) => registered === uri || withoutPort(registered) === withoutPort(uri),
  );

/** Where an answer goes: throws what must be shown on a page because no redirect is trusted yet. */
export function trustedRedirect(fields: Fields, app: EntraApp): string {
  const clientId = required(fields, 'client_id', 900144);
  if (clientId !== app.clientId) throw new EntraError(700016, clientId);
  const uri = required(fields, 'redirect_uri', 90014);
  if (!isRegistered(uri, app)) throw new EntraError(50011, uri);
  return uri;
}

export const isRegisteredRedirect = isRegistered;

/** Sends the browser back to the app, by the response mode that it asked for. */
export function sendBack(context: Context, redirectUri: string, mode: string, values: Fields): Response {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (mode === 'form_post') {
    const inputs = given.map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    );
    const form = html`<form method="post" action="${redirectUri}">
        ${inputs}<button>Continue</button>
      </form>
      <script>
        document.forms[0].submit();
      </script>`;
    return context.html(page('en', 'Working…', form)) as Response;
  }
  const target = new URL(redirectUri);
  if (mode === 'fragment') target.hash = new URLSearchParams(given).toString();
  else for (const [name, value] of given) target.searchParams.append(name, value);
  return context.redirect(target.href, 302);
}

/** The query of an error redirect. */
export const errorValues = (error: EntraError, now: number, state: string | undefined): Fields => {
  const { error: code, error_description } = errorDocument(error, now);
  // The authorization endpoint names missing consent by the OpenID Connect code; the token endpoint does not.
  const named = error.code === 65001 ? 'consent_required' : code;
  return { error: named, error_description, ...(error.claims && { claims: error.claims }), state };
};
