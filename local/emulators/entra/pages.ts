import { html } from 'hono/html';
import type { SeedCompany, SeedUser } from '../../seed/company.ts';
import { type Html, page } from '../loopback/page.ts';
import type { EntraApp } from './app.ts';
import { type Account, isTenantAdmin } from './directory.ts';
import type { Fields } from './fields.ts';
import { texts } from './texts.ts';

type Language = 'de' | 'en';

/** The request travels through the pages as hidden fields, so that no step is kept on the server. */
const hidden = (fields: Fields, except: readonly string[]): readonly Html[] =>
  Object.entries(fields)
    .filter(([name]) => !except.includes(name))
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value ?? ''}" />`);

/** Whoever holds a role comes first: the rest of a company may be a thousand people. */
const byRole = (users: readonly SeedUser[]): readonly SeedUser[] =>
  [...users]
    .filter(({ accountEnabled }) => accountEnabled)
    .sort((a, b) => b.appRoles.length - a.appRoles.length);

export function signInPage(
  language: Language,
  app: EntraApp,
  companies: readonly SeedCompany[],
  fields: Fields,
): Html {
  const words = texts[language];
  const choices = companies.map(
    (company) => html`<h2>${company.displayName}</h2>
      <ul class="choices">
        ${byRole(company.users).map(
          (user) => html`<li>
            <button name="user" value="${user.id}">
              <strong>${user.displayName}</strong> ${user.userPrincipalName}<br />
              <small>${user.appRoles.join(', ') || words.noRoles}</small>
            </button>
          </li>`,
        )}
      </ul>`,
  );
  return page(
    language,
    words.signIn,
    html`<p>${words.choose(app.displayName)}</p>
      <form method="post">${hidden(fields, ['user'])} ${choices}</form>`,
  );
}

export function consentPage(
  language: Language,
  app: EntraApp,
  account: Account,
  names: readonly string[],
  fields: Fields,
): Html {
  const words = texts[language];
  return page(
    language,
    words.consent,
    html`<p>${words.consentFor(app.displayName, account.user.userPrincipalName)}</p>
      <ul>
        <li>${words.signInPermission}</li>
        ${names.includes('Contacts.Read') ? html`<li>${words.contactsPermission}</li>` : ''}
      </ul>
      <form method="post">
        ${hidden(fields, ['user', 'consent'])}
        <input type="hidden" name="user" value="${account.user.id}" />
        <button name="consent" value="accept">${words.accept}</button>
        <button name="consent" value="cancel">${words.cancel}</button>
      </form>`,
  );
}

export function adminConsentPage(
  language: Language,
  app: EntraApp,
  companies: readonly SeedCompany[],
  permissions: readonly string[],
  fields: Fields,
): Html {
  const words = texts[language];
  const people = companies.map(
    ({ displayName, users }) => html`<optgroup label="${displayName}">
      ${byRole(users).map(
        (user) => html`<option value="${user.id}" ${isChosen(user, fields) ? 'selected' : ''}>
          ${user.displayName} (${user.userPrincipalName})${isTenantAdmin(user) ? ' – Admin' : ''}
        </option>`,
      )}
    </optgroup>`,
  );
  return page(
    language,
    words.adminConsent,
    html`<p>${words.adminConsentFor(app.displayName)}</p>
      <ul>
        ${permissions.map((permission) => html`<li>${permission}</li>`)}
      </ul>
      <form method="post">
        ${hidden(fields, ['user', 'decision'])}
        <p>
          <label>${words.as} <select name="user">${people}</select></label>
        </p>
        <button name="decision" value="accept">${words.accept}</button>
        <button name="decision" value="cancel">${words.cancel}</button>
      </form>`,
  );
}

const isChosen = (user: SeedUser, fields: Fields): boolean =>
  fields['login_hint']?.toLowerCase() === user.userPrincipalName.toLowerCase();

export function messagePage(language: Language, title: string, message: string): Html {
  return page(language, title, html`<p>${message}</p>`);
}
