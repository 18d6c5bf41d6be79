import { beforeAll, describe, expect, it } from 'vitest';
import { makePlacedTable } from '../../shared/adapters/tables/placed-table.ts';
import { queryRows } from '../../shared/adapters/tables/rows.ts';
import type { TableName } from '../../shared/adapters/tables/table-names.ts';
import { makeTenantDirectory } from '../../shared/adapters/tables/tenant-directory.ts';
import { systemRandom, tenantId } from '../../shared/kernel/ids.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { Region } from '../../shared/tenants/tenant.ts';
import { makeComposedApp } from '../support/composed-app.ts';
import { makeCountedTable } from '../support/faulty-table.ts';
import { testAccounts, testRegions } from '../support/tables.ts';

type Accounts = Awaited<ReturnType<typeof testAccounts>>;
const home = 'germanywestcentral';
const placedTables = ['state', 'contacts', 'mailboxes'] as const;

/** The application over two accounts, by tokens that only name the tenant. */
const openApp = (accounts: Accounts, regions: readonly (keyof Accounts)[] = testRegions) => {
  const index = makeCountedTable(accounts[home].index);
  const directory = makeTenantDirectory({ index: index.client, home });
  const table = (name: TableName) =>
    name === 'index'
      ? accounts[home].index
      : makePlacedTable({
          tables: Object.fromEntries(regions.map((region) => [region, accounts[region][name]])),
          directory,
        });
  const app = makeComposedApp({
    table,
    tenantRegions: directory,
    operatorTenantId: systemRandom.id(),
    authenticate: async (token) =>
      ok({
        tenantId: tenantId((token ?? '').replace('Bearer ', '')),
        kind: 'user',
        oid: '7d1f0000-0000-4000-8000-000000000001',
        roles: ['Admin'],
        scopes: ['access_as_user'],
      }),
  });
  const ask = async (tenant: string, method: string, path: string, body?: unknown, headers = {}) => {
    const answer = await app.ask({ method, path, token: tenant, body, headers });
    const text = String(answer.body ?? '');
    return { ...answer, body: text.startsWith('{') ? JSON.parse(text) : {} };
  };
  const must = async (status: number, ...asked: Parameters<typeof ask>) => {
    const answer = await ask(...asked);
    if (answer.status !== status)
      throw new Error(`${asked[1]} ${asked[2]}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };

  const consent = async (tenant: string, region: Region | undefined) => {
    const link = await must(201, tenant, 'POST', '/v1/tenant/consent-links', (region && { region }) || {});
    const start = await must(302, tenant, 'GET', link.body.consentUrl);
    const state = new URL(start.headers['location'] ?? '').searchParams.get('state') ?? '';
    const query = new URLSearchParams({ state, tenant, admin_consent: 'True' });
    const headers = { cookie: start.headers['set-cookie']?.split(';')[0] ?? '' };
    const done = await app.ask({ method: 'GET', path: `/onboarding/callback?${query.toString()}`, headers });
    if (done.status !== 200) throw new Error(`the consent of ${tenant} ended with ${done.status}`);
    await app.settle();
  };
  return { app, ask, must, consent, lookups: index.taken };
};

/** Where the rows of a tenant lie, counted by account and table; every account is looked at in full. */
const placesOf = async (accounts: Accounts, tenant: string) => {
  const found: Partial<Record<string, number>> = {};
  for (const region of testRegions) {
    for (const name of placedTables) {
      for await (const { partition } of queryRows(accounts[region][name], "PartitionKey ge ' '", [
        'PartitionKey',
      ])) {
        if (!partition.startsWith(tenant)) continue;
        const place = `${region}/${name}`;
        found[place] = (found[place] ?? 0) + 1;
      }
    }
  }
  return Object.keys(found).toSorted();
};

describe('[T4] two companies in two regions', () => {
  const [provider, importer, undecided] = [systemRandom.id(), systemRandom.id(), systemRandom.id()];
  let accounts: Accounts;
  let open: ReturnType<typeof openApp>;

  beforeAll(async () => {
    accounts = await testAccounts();
    open = openApp(accounts);
    const { app, must, consent } = open;
    for (const tenant of [provider, importer, undecided]) {
      const key = { 'idempotency-key': 'before' };
      await must(403, tenant, 'POST', '/v1/sources', { kind: 'entra-id' }, key);
    }
    await consent(provider, undefined);
    await consent(importer, 'westeurope');
    for (const tenant of [provider, importer]) {
      for (let n = 0; n < 3; n++) {
        app.directoryOf(tenantId(tenant)).put(systemRandom.id(), { businessPhones: ['+49 89 123456'] });
      }
      await must(201, tenant, 'POST', '/v1/sources', { kind: 'entra-id' }, { 'idempotency-key': 'source' });
    }
    await app.settle();
  });

  const share = async () => {
    const { must } = open;
    const sources = await must(200, provider, 'GET', '/v1/sources');
    return must(201, provider, 'POST', '/v1/shares', {
      displayName: 'Everyone',
      sources: [{ sourceId: sources.body.value[0].id }],
      selection: { everyone: true },
    });
  };

  it('the partner imports across regions, and every row of each lies in its own account alone', async () => {
    const { app, must } = open;
    const offered = await share();
    const imported = await must(201, importer, 'POST', '/v1/imports', {
      shareId: offered.body.shareId,
      targets: { users: [systemRandom.id()] },
    });
    await app.settle();
    const path = `/v1/imports/${imported.body.id}`;
    const filled = await must(200, importer, 'GET', `${path}/runs/${imported.body.activeRun}/mailboxes`);
    expect(filled.body.value).toMatchObject([{ state: 'done', created: 3 }]);

    await must(202, importer, 'POST', `${path}/runs`, undefined, { 'idempotency-key': 'again' });
    await app.settle();
    await must(200, provider, 'GET', `/v1/shares/${offered.body.id}/imports`);
    const ofProvider = [`${home}/contacts`, `${home}/state`];
    const ofImporter = ['westeurope/contacts', 'westeurope/mailboxes', 'westeurope/state'];
    expect(await placesOf(accounts, provider)).toEqual(ofProvider);
    expect(await placesOf(accounts, importer)).toEqual(ofImporter);

    const read = await must(200, importer, 'GET', path);
    await must(202, importer, 'DELETE', path, undefined, { 'if-match': read.headers['etag'] });
    await app.settle();
    expect((await open.ask(importer, 'GET', path)).status).toBe(404);
    expect((await placesOf(accounts, importer)).every((place) => place.startsWith('westeurope/'))).toBe(true);
    expect(await placesOf(accounts, provider)).toEqual(ofProvider);
  });

  it('who has not consented has no row anywhere, whatever he asked for', async () => {
    expect(await placesOf(accounts, undecided)).toEqual([]);
  });

  it('a set-up company stays where it is', async () => {
    const { ask, must, consent } = open;
    const wish = { region: home };
    const refused = await ask(importer, 'POST', '/v1/tenant/consent-links', wish, {
      'accept-language': 'en',
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errors[0]).toMatchObject({
      pointer: '/region',
      rule: 'region-settled',
      detail: expect.stringContaining('westeurope'),
    });
    await consent(importer, undefined);
    expect((await must(200, importer, 'GET', '/v1/tenant')).body.region).toBe('westeurope');
    expect((await placesOf(accounts, importer)).every((place) => place.startsWith('westeurope/'))).toBe(true);
  });

  it('a further instance asks the directory once for each tenant', async () => {
    const fresh = openApp(accounts);
    await fresh.must(200, importer, 'GET', '/v1/tenant');
    await fresh.must(200, importer, 'GET', '/v1/imports');
    await fresh.must(200, provider, 'GET', '/v1/shares');
    expect(fresh.lookups()).toBe(2);
  });
});

describe('[T4] a company from before the regions', () => {
  it('is read where it is, and its next change enters it into the directory', async () => {
    const accounts = await testAccounts();
    const old = systemRandom.id();
    const before = openApp(accounts, [home]);
    await before.consent(old, undefined);
    const entry = { partitionKey: `region|${old.slice(0, 2)}`, rowKey: old };
    await accounts[home].index.deleteEntity(entry.partitionKey, entry.rowKey);

    const { must, ask } = openApp(accounts);
    const read = await must(200, old, 'GET', '/v1/tenant');
    await expect(accounts[home].index.getEntity(entry.partitionKey, entry.rowKey)).rejects.toThrow();
    expect((await ask(old, 'POST', '/v1/tenant/consent-links', { region: 'westeurope' })).status).toBe(400);
    const etag = { 'if-match': read.headers['etag'] };
    await must(200, old, 'PATCH', '/v1/tenant', { timeZone: 'Europe/Vienna' }, etag);
    expect(await accounts[home].index.getEntity(entry.partitionKey, entry.rowKey)).toMatchObject({
      region: home,
    });
    expect(await placesOf(accounts, old)).toEqual([`${home}/state`]);
  });
});
