import type { Clock } from '../../../shared/kernel/clock.ts';
import type { SeedCompany, SeedUser } from '../../seed/company.ts';
import type { EntraApp, EntraOptions } from './app.ts';
import { type EntraEmulator, startEntraEmulator } from './server.ts';

/** Two small companies and an app for this emulator's own tests. */
const user = (id: string, name: string, domain: string, more: Partial<SeedUser> = {}): SeedUser => ({
  id,
  userPrincipalName: `${name}@${domain}`,
  mail: `${name}@${domain}`,
  displayName: name,
  givenName: null,
  surname: null,
  jobTitle: null,
  department: null,
  companyName: null,
  officeLocation: null,
  streetAddress: null,
  postalCode: null,
  city: null,
  state: null,
  country: null,
  businessPhones: [],
  mobilePhone: null,
  faxNumber: null,
  accountEnabled: true,
  hiddenFromAddressLists: false,
  managerId: null,
  hasMailbox: true,
  photo: null,
  appRoles: [],
  ...more,
});

const company = (digit: string, displayName: string, domain: string): SeedCompany => ({
  tenantId: `${digit.repeat(8)}-0000-4000-8000-000000000000`,
  displayName,
  domain,
  countryLetterCode: 'DE',
  preferredLanguage: 'de',
  groups: [],
  users: [
    user(`${digit.repeat(8)}-0000-4000-8000-000000000001`, 'admin', domain, { appRoles: ['Admin'] }),
    user(`${digit.repeat(8)}-0000-4000-8000-000000000002`, 'reader', domain, {
      appRoles: ['Reader', 'Other'],
    }),
    user(`${digit.repeat(8)}-0000-4000-8000-000000000003`, 'gone', domain, { accountEnabled: false }),
    user(`${digit.repeat(8)}-0000-4000-8000-000000000004`, 'user', domain, { displayName: '<b>User</b>' }),
  ],
});

export const alpha = company('1', 'Alpha GmbH', 'alpha.example');
export const beta = company('2', 'Beta AG', 'beta.example');

export const testApp: EntraApp = {
  clientId: 'c11e0000-0000-4000-8000-00000000000a',
  displayName: 'Switchboard',
  clientSecret: 'the secret',
  redirectUris: ['http://localhost/signed-in', 'https://portal.example/'],
  webRedirectUris: ['https://portal.example/web'],
  appIdUri: 'api://c11e0000-0000-4000-8000-00000000000a',
  appRoles: ['Admin', 'PbxAdmin', 'Reader', 'Operator'],
  requiredPermissions: { graph: ['User.Read.All', 'GroupMember.Read.All', 'Contacts.ReadWrite'] },
};

export interface ManualClock extends Clock {
  advance(ms: number): void;
}

/** Starts at the machine's time, because msal judges and signs by that. */
export const manualClock = (): ManualClock => {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (ms) => {
      ahead += ms;
    },
  };
};

export const startTestEntra = (options: Partial<EntraOptions> & { clock: Clock }): Promise<EntraEmulator> =>
  startEntraEmulator({ port: 0, stateFile: ':memory:', companies: [alpha, beta], app: testApp, ...options });

/** Posts a form, leaves redirects alone. */
export const postForm = (url: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
