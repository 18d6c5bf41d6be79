import { expect, it } from 'vitest';
import { makeBench, user } from '../../shared/http/testing/bench.ts';
import { makeBillingBench } from '../../tests/support/billing-bench.ts';
import { subscriptionRoutes } from './subscriptions.ts';

const open = async () => {
  const bench = makeBillingBench({ startsAt: '2026-02-28T23:00:00.000Z' });
  await bench.have();
  const routes = subscriptionRoutes(bench);
  const benches = new Map(routes.map((route) => [route.operationId, makeBench(route)]));
  const send = (operationId: string, request: object = {}, role = 'Admin') => {
    const found = benches.get(operationId);
    if (found === undefined) throw new Error(operationId);
    return found.send({ as: { ...user(role), tenantId: bench.ctx.tenantId }, ...request });
  };
  const subscribe = async (body: object = { plan: 'app-monthly', quantity: 25 }) => {
    const made = await send('createSubscription', { body });
    return { made, params: { subscriptionId: String((made.json as { id?: string }).id) } };
  };
  return { ...bench, send, subscribe };
};

it('[L1] plans are seen with today’s prices, and of mailboxes how often they run', async () => {
  const { send } = await open();
  const { status, json } = await send('listPlans', {}, 'Reader');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    value: [
      { id: 'app-monthly', product: 'app', term: 'month', trialMonths: 3, price: { amount: '2.49' } },
      { id: 'app-yearly', term: 'year', price: { amount: '24.90', currency: 'EUR' } },
      { id: 'standard', product: 'mailbox-sync', trialMonths: 3, runsPerDay: 1 },
      { id: 'premium', runsPerDay: 24 },
    ],
  });
});

it('[L2] the first subscription begins with its trial and says what comes after it; there is one at a time', async () => {
  const { send, subscribe } = await open();
  const { made, params } = await subscribe();
  expect(made).toMatchObject({
    status: 201,
    json: {
      state: 'trial',
      quantity: 25,
      from: '2026-03-01',
      until: '2026-06-01',
      nextCharge: { on: '2026-06-01', amount: '62.25' },
    },
  });
  expect(made.headers['location']).toMatch(`/v1/subscriptions/${params.subscriptionId}`);
  expect((await subscribe()).made).toMatchObject({ status: 409, json: { reason: 'subscription-exists' } });
  const read = await send('getSubscription', { params }, 'Reader');
  expect(read).toMatchObject({ status: 200, json: made.json });
  expect(read.headers['etag']).toBe(made.headers['etag']);
  expect(await send('listSubscriptions', {}, 'Reader')).toMatchObject({
    status: 200,
    json: { value: [made.json], charges: [] },
  });
  const unknown = { params: { subscriptionId: 'x' } };
  expect((await send('getSubscription', unknown)).status).toBe(404);
});

it('[L1] a request that comes again under its key concludes once', async () => {
  const { send, account } = await open();
  const request = { body: { plan: 'app-yearly', quantity: 2 }, headers: { 'idempotency-key': 'k1' } };
  const first = await send('createSubscription', request);
  const second = await send('createSubscription', request);
  expect([second.status, second.json]).toEqual([201, first.json]);
  expect((await account())?.subscriptions).toHaveLength(1);
});

it.each([
  [{ plan: 'app-monthly', quantity: 0 }, '/quantity', 'minimum'],
  [{ plan: 'app-monthly', quantity: 1.5 }, '/quantity', 'integer'],
  [{ plan: 'app-monthly', quantity: 100_001 }, '/quantity', 'maximum'],
  [{ plan: 'standard', quantity: 1 }, '/plan', 'one-of'],
  [{ quantity: 1 }, '/plan', 'required'],
])('%o is refused at %s', async (body, pointer, rule) => {
  const { send } = await open();
  const made = await send('createSubscription', { body });
  expect(made).toMatchObject({ status: 400, json: { errors: [{ pointer, rule }] } });
});

it('a change of nothing is refused, and says that something is to be named', async () => {
  const { send, subscribe } = await open();
  const { params } = await subscribe();
  for (const operation of ['changeSubscription', 'previewSubscription']) {
    const headers = { 'if-match': '*' };
    expect(await send(operation, { params, body: {}, headers })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '', rule: 'at-least-one' }] },
    });
  }
});

it('[L1] [L3] a change is made under the ETag of what was read, and a preview tells what it then does', async () => {
  const bench = await open();
  const { send, subscribe } = bench;
  const { made, params } = await subscribe();
  const change = (body: object, etag: string | undefined, role = 'Admin') =>
    send('changeSubscription', { params, body, ...(etag && { headers: { 'if-match': etag } }) }, role);
  expect((await change({ quantity: 30 }, undefined)).status).toBe(428);
  expect((await change({ quantity: 30 }, made.headers['etag'], 'Reader')).status).toBe(403);
  expect((await change({ quantity: 30 }, '"other"')).status).toBe(412);

  await bench.passUntil('2026-06-16T10:00:00.000Z');
  for (const body of [
    { quantity: 40 },
    { plan: 'app-yearly' },
    { quantity: 10 },
    { cancelled: true },
    { cancelled: false, quantity: 41 },
  ]) {
    const before = await bench.account();
    const seen = await send('previewSubscription', { params, body }, 'Reader');
    expect(seen.status).toBe(200);
    expect(await bench.account()).toEqual(before);
    const { headers } = await send('getSubscription', { params });
    const done = await change(body, headers['etag']);
    expect(done).toMatchObject({ status: 200, json: seen.json });
    expect((await change(body, headers['etag'])).status).toBe(412);
    expect((await send('getSubscription', { params })).headers['etag']).toBe(done.headers['etag']);
  }
  const { json } = await send('getSubscription', { params });
  expect(json).toMatchObject({ quantity: 41, next: { plan: 'app-yearly' } });
  expect(json).not.toHaveProperty('cancelledOn');
});

it('mailboxes, and what has ended, are not changed here', async () => {
  const bench = await open();
  const { send, subscribe } = bench;
  await bench.setLicences({ ...bench.ctx, commandId: 'm' }, () => true, { held: 3 });
  const { params } = await subscribe();
  const change = (subscriptionId: string) =>
    send('changeSubscription', {
      params: { subscriptionId },
      body: { quantity: 4 },
      headers: { 'if-match': '*' },
    });
  expect(await change('m')).toMatchObject({ status: 409, json: { reason: 'booked-as-licences' } });
  await bench.wish({ cancelled: true });
  await bench.passUntil('2026-06-02T10:00:00.000Z');
  expect(await change(params.subscriptionId)).toMatchObject({
    status: 409,
    json: { reason: 'subscription-ended' },
  });
  expect((await change('nobody')).status).toBe(404);
  expect((await subscribe()).made).toMatchObject({ status: 201, json: { state: 'active' } });
});

it('[L12] a period holds 200 bookings; the next ones wait for the next month', async () => {
  const bench = await open();
  await bench.subscribe();
  await bench.passUntil('2026-06-10T10:00:00.000Z');
  for (let seats = 26; seats < 225; seats++) expect((await bench.wish({ quantity: seats })).ok).toBe(true);
  expect(await bench.wish({ quantity: 300 })).toMatchObject({
    error: { type: 'conflict', reason: 'too-many-bookings' },
  });
  expect((await bench.wish({ quantity: 20 })).ok).toBe(true);
  await bench.passUntil('2026-07-02T10:00:00.000Z');
  expect((await bench.statements())[0]?.lines).toHaveLength(200);
  expect((await bench.wish({ quantity: 300 })).ok).toBe(true);
});
