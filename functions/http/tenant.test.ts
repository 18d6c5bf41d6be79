import { expect, it } from 'vitest';
import { httpEtag } from '../../shared/http/etag.ts';
import { makeBench, user } from '../../shared/http/testing/bench.ts';
import { makeChangeTenant } from '../../shared/tenants/change-tenant.ts';
import { makeReadTenant } from '../../shared/tenants/read-tenant.ts';
import { makeTenantBench, tenantOf } from '../../tests/support/tenant-fixtures.ts';
import { tenantRoutes } from './tenant.ts';

const open = (have = true) => {
  const bench = makeTenantBench();
  const routes = tenantRoutes({
    createConsentLink: bench.createConsentLink,
    readTenant: makeReadTenant(bench),
    changeTenant: makeChangeTenant(bench),
  });
  const route = (operationId: string) => {
    const found = routes.find((each) => each.operationId === operationId);
    if (found === undefined) throw new Error(operationId);
    return makeBench(found);
  };
  const admin = { ...user('Admin'), tenantId: bench.ctx.tenantId };
  const nobody = { ...user(), tenantId: bench.ctx.tenantId };
  return { route, admin, nobody, bench, ready: have ? bench.have() : Promise.resolve() };
};

it('[T2] any user of a company gets a consent link, without a role and before the company is known', async () => {
  const { route, nobody } = open(false);
  const answer = await route('createConsentLink').send({ as: nobody, body: {} });
  expect(answer.status).toBe(201);
  expect(answer.json).toEqual({
    consentUrl: expect.stringMatching(/^https:\/\/api\.example\/onboarding\/consent\?ticket=/),
    expiresAt: '2026-03-08T08:00:00.000Z',
  });
});

it('[T2] reading an unknown company names the missing permissions and the link', async () => {
  const { route, admin, nobody } = open(false);
  expect((await route('getTenant').send({ as: nobody })).status).toBe(403);
  expect(await route('getTenant').send({ as: admin })).toMatchObject({
    status: 403,
    json: {
      type: '/problems/consent-required',
      missingPermissions: ['User.Read.All', 'GroupMember.Read.All', 'Contacts.ReadWrite'],
      consentUrl: expect.stringContaining('/onboarding/consent'),
    },
  });
});

it('reads and changes the company under its ETag', async () => {
  const { route, admin, bench, ready } = open();
  await ready;
  const read = await route('getTenant').send({ as: admin });
  expect(read.json).toEqual({ ...tenantOf(bench.ctx), missingPermissions: [] });
  const stored = await bench.tenants.get(bench.ctx, 'self');
  expect(read.headers['etag']).toBe(httpEtag(stored?.etag ?? ''));

  const change = route('changeTenant');
  const body = { timeZone: 'Europe/Vienna', notificationAddress: 'it@mueller.example' };
  expect((await change.send({ as: admin, body })).status).toBe(428);
  expect((await change.send({ as: admin, body, headers: { 'if-match': '"old"' } })).status).toBe(412);
  const headers = { 'if-match': read.headers['etag'] ?? '' };
  const changed = await change.send({ as: admin, body, headers });
  expect(changed).toMatchObject({ status: 200, json: body });
  const wrong = await change.send({
    as: admin,
    body: { timeZone: 'Mars/Olympus' },
    headers: { 'if-match': '*' },
  });
  expect(wrong).toMatchObject({
    status: 400,
    json: { errors: [{ pointer: '/timeZone', rule: 'time-zone' }] },
  });
});
