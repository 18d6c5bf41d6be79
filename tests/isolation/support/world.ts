import { inject } from 'vitest';
import { tables as tableNames } from '../../../shared/adapters/tables/table-names.ts';
import { billingAccountId } from '../../../shared/billing/billing-account.ts';
import { makeStatement, type StatementLine } from '../../../shared/billing/statement.ts';
import { tenantId as brand, systemRandom } from '../../../shared/kernel/ids.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';
import { type ComposedApp, type ComposedAppOptions, makeComposedApp } from '../../support/composed-app.ts';
import { makeTestClock } from '../../support/mailbox-run.ts';
import { testTables } from '../../support/tables.ts';
import { succeeded } from '../../support/tenant-fixtures.ts';
import { makeEntraKeys } from './entra-keys.ts';
import { makeRecordingTables } from './recording-tables.ts';

/** Distinctive words of one company: whoever finds them elsewhere has found a leak. */
export const secretsOf = (tenantId: string) => {
  const mark = tenantId.slice(0, 8);
  return {
    person: (n: number) => ({
      displayName: `Zoe${mark} Quark${n}`,
      givenName: `Zoe${mark}`,
      surname: `Quark${n}`,
      emails: [`quark${n}.${mark}@geheim.example`],
      businessPhones: [
        `089 7${String(n).padStart(2, '0')}${(Number.parseInt(mark, 16) % 100_000).toString().padStart(5, '0')}`,
      ],
    }),
    mark,
  };
};

export const people = 4;

export interface AppOptions extends Pick<ComposedAppOptions, 'readers' | 'grantedPermissions'> {
  readonly onLog?: (line: string) => void;
}

/** One application for a file of tests; each world in it has tenants of its own. */
export const openApp = async ({ onLog, ...options }: AppOptions = {}) => {
  await testTables();
  // Of its own: what looks across tenants, as the timers do, meets those of this file alone.
  const index = `${tableNames.index}${systemRandom.id().replaceAll('-', '')}`;
  const tables = makeRecordingTables(inject('tablesConnectionString'), { ...tableNames, index });
  await tables.table('index').createTable();
  const clock = makeTestClock();
  const operatorTenantId = systemRandom.id();
  const keys = await makeEntraKeys(clock, systemRandom.id());
  const reached: string[] = [];
  const app = makeComposedApp({
    table: tables.table,
    authenticate: keys.authenticate,
    clock,
    operatorTenantId,
    ...options,
    onHandler: (route) => reached.push(route.operationId),
    log: (level, message, fields) => onLog?.(JSON.stringify({ level, message, ...fields })),
  });
  return { app, clock, keys, tables, reached, operatorTenantId };
};
export type OpenApp = Awaited<ReturnType<typeof openApp>>;

/** A provider with a share, a partner that imports it, a stranger; the first run is done. */
export const makeWorld = async ({
  app,
  keys,
  operatorTenantId,
}: Pick<OpenApp, 'app' | 'keys' | 'operatorTenantId'>) => {
  const provider = systemRandom.id();
  const importer = systemRandom.id();
  const stranger = systemRandom.id();
  const tenants = { provider, importer, stranger, operator: operatorTenantId };
  const oid = systemRandom.id();
  const tokenOf = (tenantId: string, roles: readonly string[] = ['Admin']) =>
    keys.sign(keys.claimsOf(tenantId, oid, roles));

  for (const [name, id] of Object.entries(tenants)) {
    if (name !== 'operator') await onboard(app, id);
  }
  const expect = async (status: number, token: string, method: string, path: string, body?: unknown) => {
    const answer = await app.ask({ method, path, token, body });
    if (answer.status !== status)
      throw new Error(`${method} ${path}: ${answer.status} ${String(answer.body)}`);
    return { headers: answer.headers, body: JSON.parse(String(answer.body ?? 'null')) };
  };

  for (const tenantId of [provider, importer, stranger]) {
    for (let n = 0; n < people; n++) {
      app.directoryOf(tenantId).put(systemRandom.id(), secretsOf(tenantId).person(n), `photo ${n}`);
    }
  }
  const admin = await tokenOf(provider);
  const partner = await tokenOf(importer);
  const source = await expect(201, admin, 'POST', '/v1/sources', { kind: 'entra-id', displayName: 'People' });
  await app.settle();
  const share = await expect(201, admin, 'POST', '/v1/shares', {
    displayName: 'Everyone',
    sources: [{ sourceId: source.body.id }],
    selection: { everyone: true },
  });
  const list = await expect(201, admin, 'POST', '/v1/sources', { kind: 'company-list' });
  const { displayName, businessPhones } = secretsOf(provider).person(people);
  const contact = await expect(201, admin, 'POST', `/v1/sources/${list.body.id}/contacts`, {
    displayName,
    phones: businessPhones.map((number) => ({ kind: 'business', number })),
  });
  const erasure = await expect(202, admin, 'POST', '/v1/people/erasures', {
    emails: ['nobody@nowhere.example'],
    people: 0,
  });
  const subscription = await expect(201, admin, 'POST', '/v1/subscriptions', {
    plan: 'app-monthly',
    quantity: 5,
  });
  const token = await expect(201, admin, 'POST', '/v1/enrolment-tokens', {});
  const enrolmentToken = token.body.token as string;
  const enrol = async (by: string, deviceId: string) =>
    expect(201, by, 'POST', '/v1/me/enrolments', { token: enrolmentToken, deviceId, platform: 'ios' });
  const enrolment = await enrol(admin, 'phone of the administrator');
  const userId = systemRandom.id();
  await enrol(await keys.sign(keys.claimsOf(provider, userId, [])), 'phone of a user');
  await issueStatement(app, provider);
  const mailbox = systemRandom.id();
  const imported = await expect(201, partner, 'POST', '/v1/imports', {
    shareId: share.body.shareId,
    targets: { users: [mailbox] },
  });
  await app.settle();
  return {
    tenants,
    tokenOf,
    expect,
    mailbox,
    capability: share.body.shareId as string,
    enrolmentToken,
    ids: {
      sourceId: source.body.id as string,
      listId: list.body.id as string,
      contactId: contact.body.id as string,
      shareId: share.body.id as string,
      importId: imported.body.id as string,
      erasureId: erasure.body.id as string,
      subscriptionId: subscription.body.id as string,
      tokenId: token.body.id as string,
      enrolmentId: enrolment.body.id as string,
      userId,
      runId: imported.body.activeRun as string,
    },
  };
};
export type World = Awaited<ReturnType<typeof makeWorld>>;

/** As if a month with a booking had been closed. */
const issueStatement = async ({ stores }: ComposedApp, tenantId: string): Promise<void> => {
  const ctx = systemContext(brand(tenantId), 'test');
  const period = { from: '2026-01-01', until: '2026-02-01' };
  const line: StatementLine = {
    subscriptionId: 'a',
    reason: 'term',
    plan: 'standard',
    priceVersion: 1,
    quantity: 100,
    unitAmount: 99,
    ...period,
    amount: 9900,
    chargedOn: period.from,
    taxRate: 1900,
  };
  const statement = makeStatement(
    {
      sequence: 1,
      period,
      issuedAt: '2026-02-01T00:00:00.000Z',
      issuedOn: '2026-02-01',
      customer: { displayName: 'Müller GmbH', countryCode: 'DE' },
    },
    [line],
  );
  const account = await stores.billingAccounts.get(ctx, billingAccountId);
  if (account === undefined) throw new Error('no account');
  succeeded(
    await stores.commit(ctx, [
      stores.statements.inserted(ctx, statement),
      stores.billingAccounts.replaced(ctx, account.etag, { ...account.value, statements: 1 }),
    ]),
  );
};

/** An administrator of the company consents, for the first time or again. */
export const onboard = async ({ useCases, settle }: ComposedApp, tenantId: string): Promise<void> => {
  const ctx = systemContext(brand(tenantId), 'test');
  const link = succeeded(await useCases.createConsentLink(ctx));
  const ticket = new URL(link.consentUrl).searchParams.get('ticket') ?? '';
  const begun = succeeded(await useCases.startConsent({ ticket, correlationId: 'test' }));
  const outcome = await useCases.finishConsent({
    correlationId: 'test',
    state: new URL(begun.redirectTo).searchParams.get('state') ?? undefined,
    tenant: tenantId,
    adminConsent: 'True',
    error: undefined,
    errorDescription: undefined,
    cookie: begun.cookie,
  });
  if (outcome.kind !== 'set-up') throw new Error(`the consent ended ${outcome.kind}`);
  await settle();
};
