import { expect, it } from 'vitest';
import { billingAccountId } from '../../shared/billing/billing-account.ts';
import { makeBench, operatorTenant, user } from '../../shared/http/testing/bench.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import { makeAsCustomer } from '../../shared/tenants/as-customer.ts';
import { mailboxes, makeLicenceBench } from '../../tests/support/licence-bench.ts';
import { licenceRoutes } from './licences.ts';

const [a, b] = [derivedId('a'), derivedId('b')];

/** Five licences for imports of five and of three mailboxes; the trial is over. */
const open = async () => {
  const bench = makeLicenceBench();
  await bench.have();
  await bench.create(a, mailboxes(0, 5));
  await bench.create(b, mailboxes(5, 8));
  await bench.book(5);
  bench.afterTrial();
  const routes = licenceRoutes({ ...bench, asCustomer: makeAsCustomer(bench.stores) });
  const route = (operationId: string) => {
    const found = routes.find((each) => each.operationId === operationId);
    if (found === undefined) throw new Error(operationId);
    return makeBench(found);
  };
  const of = (role: string) => ({ ...user(role), tenantId: bench.ctx.tenantId });
  const operator = { ...user('Operator'), tenantId: operatorTenant };
  return { ...bench, route, of, operator, params: { tenantId: bench.ctx.tenantId } };
};

it('[L8] a reader sees what is needed, held and missing, and which imports run', async () => {
  const { route, of } = await open();
  expect(await route('getLicences').send({ as: of('Reader') })).toMatchObject({
    status: 200,
    json: {
      needed: 8,
      held: 5,
      missing: 3,
      inUse: 5,
      plan: 'standard',
      trial: { startedAt: '2026-03-01T08:00:00.000Z', endsAt: '2026-06-01T07:00:00.000Z', running: false },
      imports: [
        { importId: a, mailboxes: 5, waiting: 0, covered: true },
        { importId: b, mailboxes: 3, waiting: 0, covered: false },
      ],
    },
  });
});

it('[L8] an administrator books under the ETag of what was read; a reader does not', async () => {
  const { route, of, licenceHold } = await open();
  const read = await route('getLicences').send({ as: of('Admin') });
  const headers = { 'if-match': read.headers['etag'] ?? '' };
  const body = { held: 8 };
  const set = route('setLicences');
  expect((await set.send({ as: of('Reader'), body, headers })).status).toBe(403);
  expect((await set.send({ as: of('Admin'), body })).status).toBe(428);
  const done = await set.send({ as: of('Admin'), body, headers });
  expect(done).toMatchObject({ status: 200, json: { held: 8, missing: 0, inUse: 8 } });
  expect(await licenceHold(b)).toBeUndefined();
  expect((await set.send({ as: of('Admin'), body, headers })).status).toBe(412);
  const next = { 'if-match': done.headers['etag'] ?? '' };
  expect((await set.send({ as: of('Admin'), body: { held: 9 }, headers: next })).status).toBe(200);
});

it('[L11] a reduction that pauses imports is refused with them, until it is accepted', async () => {
  const { route, of } = await open();
  const set = (body: object) =>
    route('setLicences').send({
      as: of('Admin'),
      body,
      headers: { 'if-match': '*', 'accept-language': 'de' },
    });
  expect(await set({ held: 4 })).toMatchObject({
    status: 409,
    json: {
      type: '/problems/licences-in-use',
      needed: 8,
      wanted: 4,
      imports: [a],
      detail: expect.stringContaining('acceptPause'),
    },
  });
  expect(await set({ held: 4, acceptPause: true })).toMatchObject({
    status: 200,
    json: { held: 5, inUse: 5, later: { held: 4, plan: 'standard' } },
  });
});

it.each([
  [{ held: 2.5 }, 'integer'],
  [{ held: -1 }, 'minimum'],
  [{ held: 1_000_001 }, 'maximum'],
])('%o are no licences', async (body, rule) => {
  const { route, of } = await open();
  const answer = await route('setLicences').send({ as: of('Admin'), body, headers: { 'if-match': '*' } });
  expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer: '/held', rule }] } });
});

it('[L8] the operator books on the customer’s behalf, and that is kept', async () => {
  const { route, operator, params, stores, ctx } = await open();
  const read = await route('getCustomerLicences').send({ as: operator, params });
  expect(read).toMatchObject({ status: 200, json: { needed: 8 } });
  const headers = { 'if-match': read.headers['etag'] ?? '' };
  const set = await route('setCustomerLicences').send({ as: operator, params, headers, body: { held: 20 } });
  expect(set).toMatchObject({ status: 200, json: { held: 20 } });
  const billed = await stores.billingAccounts.get(ctx, billingAccountId);
  expect(billed?.value.subscriptions).toMatchObject([{ plan: 'standard', quantity: 20 }]);
});

it('a company that is unknown has no licences, and nobody but the operator has a customer’s', async () => {
  const { route, of, operator, params } = await open();
  const get = route('getCustomerLicences');
  expect((await get.send({ as: operator, params: { tenantId: derivedId('x') } })).status).toBe(404);
  for (const role of ['Admin', 'Operator']) {
    expect((await get.send({ as: of(role), params })).status).toBe(403);
  }
});
