import { systemRandom } from '../../../shared/kernel/ids.ts';
import type { World } from './world.ts';

/** Who owns what a route is about: the other side of the share is its partner. */
export type Owner = 'provider' | 'importer' | 'operator';

export interface Example {
  readonly as: Owner;
  /** Of the answer to who may. */
  readonly status: number;
  readonly query?: string;
  readonly body?: (world: World) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What placeholders stand for, where it is not the world's id of that name. */
  readonly at?: (world: World) => Readonly<Record<string, string>>;
  /** Path of what `If-Match` is about. */
  readonly etagOf?: (world: World) => string;
}

const shareEtag = ({ ids }: World) => `/v1/shares/${ids.shareId}`;
const importEtag = ({ ids }: World) => `/v1/imports/${ids.importId}`;
const atList = ({ ids }: World) => ({ sourceId: ids.listId });
const contactEtag = ({ ids }: World) => `/v1/sources/${ids.listId}/contacts/${ids.contactId}`;
/** Statements are counted by company. */
const firstStatement = () => ({ sequence: '1' });
const sourceEtag = ({ ids }: World) => `/v1/sources/${ids.sourceId}`;

/** A request of each route that its owner may make, by operationId. A route without one fails the suite. */
export const examples: Readonly<Record<string, Example>> = {
  createConsentLink: { as: 'provider', status: 201, body: () => ({}) },
  getTenant: { as: 'provider', status: 200 },
  changeTenant: {
    as: 'provider',
    status: 200,
    etagOf: () => '/v1/tenant',
    body: () => ({ timeZone: 'Europe/Vienna' }),
  },

  requestDeparture: {
    as: 'provider',
    status: 200,
    etagOf: () => '/v1/tenant',
    body: ({ tenants }) => ({ domain: `${tenants.provider.slice(0, 8)}.example` }),
  },
  getDeparture: { as: 'provider', status: 200 },
  undoDeparture: { as: 'provider', status: 204 },
  exportTenant: { as: 'provider', status: 200 },
  getErasureCertificate: { as: 'provider', status: 404 },
  getErasureCertificateOfTenant: { as: 'operator', status: 404 },

  listPlans: { as: 'provider', status: 200 },
  listSubscriptions: { as: 'provider', status: 200 },
  createSubscription: { as: 'provider', status: 409, body: () => ({ plan: 'app-monthly', quantity: 3 }) },
  getSubscription: { as: 'provider', status: 200 },
  previewSubscription: { as: 'provider', status: 200, body: () => ({ plan: 'app-yearly' }) },
  changeSubscription: {
    as: 'provider',
    status: 200,
    etagOf: ({ ids }) => `/v1/subscriptions/${ids.subscriptionId}`,
    body: () => ({ quantity: 4 }),
  },
  listStatements: { as: 'provider', status: 200 },
  getStatement: { as: 'provider', status: 200, at: firstStatement },
  getStatementCsv: { as: 'provider', status: 200, at: firstStatement },
  getStatementPage: { as: 'provider', status: 200, at: firstStatement },
  correctStatement: {
    as: 'operator',
    status: 201,
    at: ({ tenants }) => ({ ...firstStatement(), tenantId: tenants.provider }),
    body: () => ({ reason: 'Booked by mistake', credits: [{ line: 0, amount: 1 }] }),
  },

  getMySubscription: { as: 'provider', status: 200 },
  // At the provider the company pays for his seat.
  getMyAccountToken: { as: 'importer', status: 200 },
  handInPurchase: {
    as: 'provider',
    status: 400,
    body: () => ({ store: 'apple', signedTransaction: 'signed by nobody' }),
  },

  exportPerson: { as: 'provider', status: 200, body: () => ({ emails: ['nobody@nowhere.example'] }) },
  requestPersonErasure: {
    as: 'provider',
    status: 202,
    body: () => ({ emails: ['nobody@nowhere.example'], people: 0 }),
  },
  listPersonErasures: { as: 'provider', status: 200 },
  getPersonErasure: { as: 'provider', status: 200 },
  liftPersonErasure: { as: 'provider', status: 409 },

  createSource: { as: 'provider', status: 201, body: () => ({ kind: 'entra-id' }) },
  listSources: { as: 'provider', status: 200 },
  getSource: { as: 'provider', status: 200 },
  changeSource: {
    as: 'provider',
    status: 200,
    etagOf: sourceEtag,
    body: () => ({ displayName: 'Everybody' }),
  },
  deleteSource: { as: 'provider', status: 409 },
  testSource: { as: 'provider', status: 200 },
  refreshSource: { as: 'provider', status: 202 },
  createSignInLink: { as: 'provider', status: 409 },
  getSourceQuality: { as: 'provider', status: 200 },

  createContact: { as: 'provider', status: 201, at: atList, body: () => ({ displayName: 'Gate' }) },
  listContacts: { as: 'provider', status: 200, at: atList },
  getContact: { as: 'provider', status: 200, at: atList },
  replaceContact: {
    as: 'provider',
    status: 200,
    at: atList,
    etagOf: contactEtag,
    body: () => ({ displayName: 'Gate' }),
  },
  deleteContact: { as: 'provider', status: 204, at: atList, etagOf: contactEtag },
  loadContacts: {
    as: 'provider',
    status: 200,
    at: atList,
    headers: { 'content-type': 'text/csv' },
    body: () => 'Name;Telefon\nGate;089 99998-0\n',
  },
  exportContacts: { as: 'provider', status: 200, at: atList, query: '?format=vcard' },

  createShare: {
    as: 'provider',
    status: 201,
    body: ({ ids }) => ({
      displayName: 'Second',
      sources: [{ sourceId: ids.sourceId }],
      selection: { everyone: true },
    }),
  },
  listShares: { as: 'provider', status: 200 },
  getShare: { as: 'provider', status: 200 },
  changeShare: { as: 'provider', status: 200, etagOf: shareEtag, body: () => ({ displayName: 'Renamed' }) },
  rotateShare: { as: 'provider', status: 200, etagOf: shareEtag, body: () => ({}) },
  revokeShare: { as: 'provider', status: 200, etagOf: shareEtag },
  deleteShare: { as: 'provider', status: 409, etagOf: shareEtag },
  previewShare: { as: 'provider', status: 200 },
  listShareImports: { as: 'provider', status: 200 },

  createImport: {
    as: 'importer',
    status: 201,
    body: ({ capability }) => ({ shareId: capability, targets: { users: [systemRandom.id()] } }),
  },
  listImports: { as: 'importer', status: 200 },
  getImport: { as: 'importer', status: 200 },
  changeImport: {
    as: 'importer',
    status: 200,
    etagOf: importEtag,
    body: () => ({ displayName: 'Renamed' }),
  },
  deleteImport: { as: 'importer', status: 202, etagOf: importEtag },
  pauseImport: { as: 'importer', status: 200 },
  resumeImport: { as: 'importer', status: 200 },
  startRun: { as: 'importer', status: 202 },
  previewImport: { as: 'importer', status: 202 },
  confirmDeletions: { as: 'importer', status: 409, body: ({ ids }) => ({ runId: ids.runId, deletions: 9 }) },
  listRuns: { as: 'importer', status: 200 },
  getRun: { as: 'importer', status: 200 },
  listRunMailboxes: { as: 'importer', status: 200 },

  getLicences: { as: 'importer', status: 200 },
  setLicences: { as: 'importer', status: 200, etagOf: () => '/v1/licences', body: () => ({ held: 3 }) },
  getCustomerLicences: { as: 'operator', status: 200 },
  setCustomerLicences: {
    as: 'operator',
    status: 200,
    etagOf: ({ tenants }) => `/v1/operator/tenants/${tenants.importer}/licences`,
    body: () => ({ held: 3 }),
  },

  getAppContract: { as: 'provider', status: 404 },
  getCustomerAppContract: { as: 'operator', status: 404 },
  setCustomerAppContract: { as: 'operator', status: 200, body: () => ({ users: { who: 'everyone' } }) },
  getCustomerAppBrand: { as: 'operator', status: 404 },
  setCustomerAppBrand: {
    as: 'operator',
    status: 200,
    body: () => ({
      name: 'Connect',
      colours: { primary: '#0b57d0', onPrimary: '#ffffff', secondary: '#ffffff', onSecondary: '#000000' },
    }),
  },
  getMyBrand: { as: 'provider', status: 404 },
  getMyBrandLogo: { as: 'provider', status: 404 },
  // By a seat; by a contract, and what is seen: my-contacts.test.ts.
  listMyContacts: { as: 'provider', status: 200 },
  lookUpNumber: { as: 'provider', status: 200, query: '?phone=%2B498999998801' },
  exportMyContacts: { as: 'provider', status: 200 },
  getMyContact: { as: 'provider', status: 404 },
  getMyContactVcard: { as: 'provider', status: 404 },

  createEnrolmentToken: { as: 'provider', status: 201, body: () => ({ uses: 3 }) },
  listEnrolmentTokens: { as: 'provider', status: 200 },
  revokeEnrolmentToken: { as: 'provider', status: 204 },
  writeManagedConfiguration: {
    as: 'provider',
    status: 200,
    body: ({ enrolmentToken }) => ({ platform: 'intune-ios', token: enrolmentToken }),
  },
  getSeatFigures: { as: 'provider', status: 200 },
  listSeats: { as: 'provider', status: 200 },
  releaseSeat: { as: 'provider', status: 204 },
  reassignSeat: { as: 'provider', status: 204, body: () => ({ to: systemRandom.id() }) },
  enrolMyDevice: {
    as: 'provider',
    status: 201,
    body: ({ enrolmentToken }) => ({
      token: enrolmentToken,
      deviceId: 'tablet of the administrator',
      platform: 'android',
    }),
  },
  listMyEnrolments: { as: 'provider', status: 200 },
  releaseMyDevice: { as: 'provider', status: 204 },

  listAuditEvents: { as: 'provider', status: 200 },
  exportAuditEvents: { as: 'provider', status: 200 },
  listCustomerAuditEvents: { as: 'operator', status: 200 },

  listDeadLetters: { as: 'operator', status: 200 },
  replayDeadLetter: { as: 'operator', status: 404 },
  discardDeadLetter: { as: 'operator', status: 404, query: '?reason=obsolete' },
};
