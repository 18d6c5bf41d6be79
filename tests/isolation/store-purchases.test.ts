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
