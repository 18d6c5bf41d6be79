import { expect, it } from 'vitest';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { signedByFake } from '../support/fake-app-stores.ts';
import { makeWorld, openApp } from './support/world.ts';

it('[L5] a purchase is its buyer’s alone: of no other user, company or application', async () => {
  const open = await openApp();
  const world = await makeWorld(open);
  const { provider, importer } = world.tenants;
  const userOf = (tenant: string, oid = systemRandom.id()) =>
    open.keys.sign(open.keys.claimsOf(tenant, oid, []));
  const ask = async (token: string, method: string, path: string, body?: unknown) => {
    const answer = await open.app.ask({ method, path, token, ...(body === undefined ? {} : { body }) });
    const text = String(answer.body ?? '');
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  };
  const buyer = await userOf(provider);
  const { accountToken } = (await ask(buyer, 'GET', '/v1/me/purchases/account-token')).body;
  const reference = systemRandom.id();
  const body = { store: 'apple', signedTransaction: signedByFake({ accountToken, reference }) };

  const sameUserElsewhere = JSON.parse(Buffer.from(buyer.split('.')[1] ?? '', 'base64url').toString()).oid;
  const others = [await userOf(provider), await userOf(importer), await userOf(importer, sameUserElsewhere)];
  for (const other of others) {
    const refused = await ask(other, 'POST', '/v1/me/purchases', body);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ rule: 'store-other-user' }] } });
  }
  expect(await ask(buyer, 'POST', '/v1/me/purchases', body)).toMatchObject({ status: 201 });
  expect((await ask(buyer, 'GET', '/v1/me/subscription')).body).toMatchObject({
    entitled: true,
    channels: [{ channel: 'store' }],
  });
  for (const other of others) {
    expect((await ask(other, 'GET', '/v1/me/subscription')).body).toMatchObject({
      entitled: false,
      purchases: [],
    });
    // As if the store had been told another token since.
    const own = (await ask(other, 'GET', '/v1/me/purchases/account-token')).body.accountToken;
    const signedTransaction = signedByFake({ accountToken: own, reference });
    expect(await ask(other, 'POST', '/v1/me/purchases', { store: 'apple', signedTransaction })).toMatchObject(
      {
        status: 409,
        body: { reason: 'purchase-taken' },
      },
    );
  }
  const told = await open.app.ask({
    method: 'POST',
    path: '/v1/store-notifications/apple',
    body: { signedPayload: signedByFake({ reference, asOf: 2, standing: 'revoked' }) },
  });
  expect(told.status).toBe(204);
  expect((await ask(buyer, 'GET', '/v1/me/subscription')).body).toMatchObject({
    entitled: false,
    purchases: [{ state: 'revoked' }],
  });
}, 60_000);

it('[L5][N1] a charge that fails is told to the buyer alone, at the address of his own company, once', async () => {
  const open = await openApp();
  const { app, keys } = open;
  const { tenants } = await makeWorld(open);
  const oid = systemRandom.id();
  // The same object id in another company is somebody else.
  for (const [tenant, mail] of [
    [tenants.provider, 'buyer@a.example'],
    [tenants.importer, 'other@b.example'],
  ] as const) {
    app.directoryOf(tenant).put(oid, { emails: [mail] });
  }
  const token = await keys.sign(keys.claimsOf(tenants.provider, oid, []));
  const account = await app.ask({ method: 'GET', path: '/v1/me/purchases/account-token', token });
  const { accountToken } = JSON.parse(String(account.body));
  const bought = { accountToken, reference: systemRandom.id() };
  const body = { store: 'apple', signedTransaction: signedByFake(bought) };
  expect(await app.ask({ method: 'POST', path: '/v1/me/purchases', token, body })).toMatchObject({
    status: 201,
  });
  const before = app.mails.length;
  const renewal = { renews: true, isRetrying: true, graceUntil: 4_000_000_000_000 };
  const signedPayload = signedByFake({ ...bought, asOf: 2, renewal });
  for (let n = 0; n < 2; n++) {
    await app.ask({ method: 'POST', path: '/v1/store-notifications/apple', body: { signedPayload } });
    await app.settle();
  }
  const mails = app.mails.slice(before);
  expect(mails.map(({ to }) => to)).toEqual(['buyer@a.example']);
  expect(mails[0]?.text).toContain('https://apps.apple.com/account/subscriptions');
}, 60_000);

it('[L4][L5] nobody pays twice: while the company pays, nothing is to be bought, and who has bought is told', async () => {
  const { app, keys, operatorTenantId } = await openApp();
  const { tenants } = await makeWorld({ app, keys, operatorTenantId });
  const oid = systemRandom.id();
  const token = await keys.sign(keys.claimsOf(tenants.importer, oid, []));
  const ask = async (path: string, body?: object) => {
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await app.ask({ method, path, token, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, body: JSON.parse(String(answer.body)) };
  };
  const { accountToken } = (await ask('/v1/me/purchases/account-token')).body;
  const signedTransaction = signedByFake({
    accountToken,
    reference: systemRandom.id(),
    renewal: { renews: true, isRetrying: false },
  });
  expect((await ask('/v1/me/purchases', { store: 'apple', signedTransaction })).status).toBe(201);
  expect((await ask('/v1/me/subscription')).body).toMatchObject({ paidTwice: false });

  const operator = await keys.sign(keys.claimsOf(operatorTenantId, systemRandom.id(), ['Operator']));
  const path = `/v1/operator/tenants/${tenants.importer}/app-contract`;
  const body = { users: { who: 'everyone' } };
  expect(await app.ask({ method: 'PUT', path, token: operator, body })).toMatchObject({ status: 200 });
  expect(await ask('/v1/me/purchases/account-token')).toMatchObject({
    status: 409,
    body: { reason: 'paid-by-company' },
  });
  expect((await ask('/v1/me/subscription')).body).toMatchObject({
    paidTwice: true,
    channels: [{ channel: 'contract' }, { channel: 'store' }],
    purchases: [{ managementUrl: 'https://apps.apple.com/account/subscriptions' }],
  });
}, 60_000);
