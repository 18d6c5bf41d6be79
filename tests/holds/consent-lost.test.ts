import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { ok } from '../../shared/kernel/result.ts';
import type { Organisations } from '../../shared/tenants/organisation.ts';
import { requiredPermissions } from '../../shared/tenants/permissions.ts';
import { makeEntraKeys } from '../isolation/support/entra-keys.ts';
import { makeWorld, onboard, people } from '../isolation/support/world.ts';
import { makeComposedApp } from '../support/composed-app.ts';
import { makeTestClock } from '../support/mailbox-run.ts';
import { makeMemoryTable, makeMemoryTableClient } from '../support/memory-tables/memory-table.ts';

const day = 24 * 3_600_000;
const notices = 'it@importer.example';

type Granted = Awaited<ReturnType<Organisations['grantedPermissions']>>;
const withdrawn: Granted = {
  ok: false,
  error: { type: 'consent-required', missingPermissions: [...requiredPermissions] },
};

/** The application with a company that imports another's share; what Entra grants the importer is in the test's hand. */
const open = async () => {
  const clock = makeTestClock();
  const operatorTenantId = systemRandom.id();
  const keys = await makeEntraKeys(clock, operatorTenantId);
  const tables = new Map<string, ReturnType<typeof makeMemoryTableClient>>();
  let lost: { readonly tenantId: string; readonly granted: Granted } | undefined;
  const app = makeComposedApp({
    table: (name) => {
      const table = tables.get(name) ?? makeMemoryTableClient(makeMemoryTable());
      tables.set(name, table);
      return table;
    },
    authenticate: keys.authenticate,
    clock,
    operatorTenantId,
    grantedPermissions: async (ctx) =>
      ctx.tenantId === lost?.tenantId ? lost.granted : ok([...requiredPermissions]),
  });
  const world = await makeWorld({ app, keys, operatorTenantId });
  const { importer } = world.tenants;
  const admin = await world.tokenOf(importer);
  const path = `/v1/imports/${world.ids.importId}`;
  const get = async (of: string) => (await world.expect(200, await world.tokenOf(importer), 'GET', of)).body;
  const tenant = await app.ask({ method: 'GET', path: '/v1/tenant', token: admin });
  const changed = await app.ask({
    method: 'PATCH',
    path: '/v1/tenant',
    token: admin,
    headers: { 'if-match': tenant.headers['etag'] ?? '' },
    body: { notificationAddress: notices },
  });
  expect(changed.status).toBe(200);

  return {
    app,
    path,
    imported: () => get(path),
    runs: async () =>
      (await get(`${path}/runs`)).value.map((run: Record<string, unknown>) =>
        ['trigger', 'state', 'reason'].flatMap((name) => (name in run ? [String(run[name])] : [])).join(' '),
      ),
    night: async () => {
      clock.advance(day);
      await app.timer('due-imports');
      await app.settle();
    },
    runNow: async () => {
      const token = await world.tokenOf(importer);
      return app.ask({ method: 'POST', path: `${path}/runs`, token, headers: { 'accept-language': 'en' } });
    },
    mails: () => app.mails.filter(({ to }) => to === notices).map(({ subject }) => subject),
    contacts: () => app.mailboxes.mailbox(world.mailbox).contacts().length,
    /** At Entra's side, where nobody tells us. */
    withdraw: (granted: Granted = withdrawn) => {
      lost = { tenantId: importer, granted };
      app.mailboxes.set({
        fault: ({ mailbox }) =>
          mailbox === world.mailbox ? { kind: 'tenant-refused', reason: 'consent-required' } : undefined,
      });
    },
    restore: () => {
      lost = undefined;
      app.mailboxes.set({});
    },
    consentAgain: () => onboard(app, importer),
  };
};

describe('[T6] a consent withdrawn at Entra’s side', () => {
  it('is noticed at the next call: imports pause, the administrator is told once, nothing is taken away', async () => {
    const { withdraw, night, runs, imported, mails, contacts, runNow } = await open();
    withdraw();
    await night();
    expect(await runs()).toEqual(['schedule stopped consent-lost', 'created completed']);
    expect(await imported()).toMatchObject({ state: 'paused', pausedBy: ['consent-lost'] });
    expect(await imported()).not.toHaveProperty('activeRun');
    expect(mails()).toHaveLength(1);
    const refused = await runNow();
    expect(refused.status).toBe(409);
    expect(JSON.parse(String(refused.body))).toMatchObject({
      reason: 'held-consent-lost',
      detail: expect.stringContaining('have an administrator consent'),
    });

    await night();
    await night();
    expect(await runs()).toHaveLength(2);
    expect(mails()).toHaveLength(1);
    expect(contacts()).toBe(people);
  });

  it('ends with a new consent: the missed run is made up for at once, and the nights go on', async () => {
    const { withdraw, restore, consentAgain, night, runs, imported, app, mails } = await open();
    withdraw();
    await night();
    await night();
    restore();
    await consentAgain();
    await app.settle();
    expect((await runs())[0]).toBe('resumed completed');
    expect(await imported()).toMatchObject({ state: 'active', pausedBy: [] });
    expect(mails()).toHaveLength(2);
    await night();
    expect(await runs()).toEqual([
      'schedule completed',
      'resumed completed',
      'schedule stopped consent-lost',
      'created completed',
    ]);
  });

  it('that was given back at Entra without a word to us is found by the next night', async () => {
    const { withdraw, restore, night, runs, imported } = await open();
    withdraw();
    await night();
    restore();
    await night();
    expect(await imported()).toMatchObject({ state: 'active', pausedBy: [] });
    expect((await runs()).filter((run: string) => run.endsWith('completed'))).toHaveLength(2);
  });
});

describe('[T3] a policy that blocks us', () => {
  it('pauses imports with that reason, until a look finds that it lets us in', async () => {
    const { withdraw, restore, night, runs, imported, mails } = await open();
    withdraw({ ok: false, error: { type: 'access-blocked', code: 'AADSTS53003' } });
    await night();
    expect(await imported()).toMatchObject({ state: 'paused', pausedBy: ['access-blocked'] });
    await night();
    expect(mails()).toHaveLength(1);
    restore();
    await night();
    expect(await imported()).toMatchObject({ state: 'active' });
    expect((await runs())[0]).toMatch(/^(schedule|resumed) completed$/);
  });
});
