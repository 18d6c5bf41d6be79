import { describe, expect, it } from 'vitest';
import { makeListActs } from '../../shared/audit/list-acts.ts';
import { makeListCustomerActs } from '../../shared/audit/list-customer-acts.ts';
import { makeBench, operatorTenant, type SentRequest, user } from '../../shared/http/testing/bench.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { tenantEntityId, tenantSchema } from '../../shared/tenants/tenant.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { tenantOf } from '../../tests/support/tenant-fixtures.ts';
import { auditRoutes } from './audit.ts';

const minute = 60_000;
const start = 1_800_000_000_000;
const admin = user('Admin');
const operator = {
  ...user('Operator'),
  tenantId: operatorTenant,
  oid: '0b0b0000-0000-4000-8000-000000000009',
};

const open = async (acts: number) => {
  let now = start;
  const clock = { now: () => now };
  const { store, ...stores } = makeMemoryStores({ clock });
  const tenants = store({ kind: 'tenant', schema: tenantSchema, idOf: () => tenantEntityId });
  const ctx: TenantContext = {
    tenantId: admin.tenantId,
    actor: { kind: 'user', oid: admin.oid },
    correlationId: 'c-1',
    language: 'de',
    from: '203.0.113.7',
    operation: 'refreshSource',
  };
  await stores.commit(ctx, [tenants.inserted(ctx, tenantOf(ctx))]);
  for (let n = 0; n < acts; n++) {
    await stores.commit(ctx, [
      stores.recordAct(ctx, { subject: 'source', subjectId: `s${n}`, details: { refresh: '=full' } }),
    ]);
    now += minute;
  }
  const listActs = makeListActs(stores);
  const listCustomerActs = makeListCustomerActs({ ...stores, tenants, listActs });
  const benches = new Map(
    auditRoutes({ listActs, listCustomerActs }).map((route) => [route.operationId, makeBench(route)]),
  );
  const send = async (operationId: string, request: SentRequest = {}) => {
    const bench = benches.get(operationId);
    if (bench === undefined) throw new Error(operationId);
    return bench.send({ as: admin, ...request });
  };
  return { send };
};

type Listed = { readonly changes: readonly { readonly subjectId: string }[] }[];
const subjects = (json: { readonly [name: string]: unknown }) =>
  (json['value'] as Listed).map(({ changes }) => changes[0]?.subjectId);

describe('[T7] GET /v1/audit-events', () => {
  it('tells who, what, when, from where and what came of it', async () => {
    const { send } = await open(1);
    const answer = await send('listAuditEvents');
    expect(answer.status).toBe(200);
    expect(answer.json['value']).toEqual([
      {
        id: expect.any(String),
        at: '2027-01-15T08:00:00.000Z',
        operation: 'refreshSource',
        actor: { kind: 'user', oid: admin.oid },
        from: '203.0.113.7',
        correlationId: 'c-1',
        changes: [
          { subject: 'source', subjectId: 's0', effect: 'done', before: {}, after: { refresh: '=full' } },
        ],
      },
    ]);
  });

  it('goes on from page to page under the same filter', async () => {
    const { send } = await open(5);
    const url = '/v1/audit-events?limit=2&to=2027-01-15T08:04:00Z&subject=source';
    const first = await send('listAuditEvents', { url });
    expect(subjects(first.json)).toEqual(['s3', 's2']);
    const second = await send('listAuditEvents', { url: String(first.json['nextLink']) });
    expect(subjects(second.json)).toEqual(['s1', 's0']);
    expect(second.json).not.toHaveProperty('nextLink');
  });

  it.each([
    ['from=yesterday', '?from'],
    ['to=2026-13-01T00:00:00Z', '?to'],
    ['actor=', '?actor'],
    ['actor=anna', '?actor'],
    ['subject=shares', '?subject'],
    ['from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:00%2B01:00', '?to'],
    ['limit=0', '?limit'],
    ['who=me', '?who'],
  ])('names what is wrong in %s', async (query, pointer) => {
    const { send } = await open(0);
    const answer = await send('listAuditEvents', { url: `/v1/audit-events?${query}` });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer }] } });
  });

  it('is for administrators: it holds addresses', async () => {
    const { send } = await open(1);
    for (const route of ['listAuditEvents', 'exportAuditEvents', 'listCustomerAuditEvents']) {
      expect((await send(route, { as: user('Reader') })).status).toBe(403);
    }
  });
});

describe('[T7] GET /v1/audit-events.csv', () => {
  it('hands out a file, bounded, with the way on in Link', async () => {
    const { send } = await open(3);
    const first = await send('exportAuditEvents', {
      url: '/v1/audit-events.csv?limit=2&operation=refreshSource',
    });
    expect(first.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="audit-events.csv"',
    });
    expect(String(first.body).split('\r\n')).toHaveLength(4);
    const next = /^<(.+)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1] ?? '';
    const second = await send('exportAuditEvents', { url: next });
    expect(String(second.body)).toContain(',s0,');
    expect(second.headers).not.toHaveProperty('link');
  });

  it('refuses a cursor of another list', async () => {
    const { send } = await open(3);
    const list = await send('listAuditEvents', { url: '/v1/audit-events?limit=1' });
    const cursor = new URL(String(list.json['nextLink'])).searchParams.get('cursor');
    const answer = await send('exportAuditEvents', { url: `/v1/audit-events.csv?cursor=${cursor}` });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer: '?cursor' }] } });
  });
});

describe('[T7] GET /v1/operator/tenants/{tenantId}/audit-events', () => {
  const params = { tenantId: admin.tenantId };

  it('shows a customer’s trail, and the customer that it was read, by whom', async () => {
    const { send } = await open(1);
    const answer = await send('listCustomerAuditEvents', { as: operator, params });
    const reading = {
      operation: 'listCustomerAuditEvents',
      actor: { kind: 'operator', oid: operator.oid },
      changes: [{ subject: 'audit-trail', effect: 'done' }],
    };
    expect(answer).toMatchObject({ status: 200, json: { value: [reading, { operation: 'refreshSource' }] } });
    const own = await send('listAuditEvents');
    expect(own.json['value']).toMatchObject([reading, { operation: 'refreshSource' }]);
    expect(
      (await send('listAuditEvents', { url: '/v1/audit-events?actor=operator' })).json['value'],
    ).toHaveLength(1);
  });

  it('knows no tenant that never was, and leaves nothing in its name', async () => {
    const { send } = await open(0);
    const unknown = { tenantId: 'aaaaaaaa-0000-4000-8000-000000000001' };
    expect((await send('listCustomerAuditEvents', { as: operator, params: unknown })).status).toBe(404);
    expect((await send('listCustomerAuditEvents', { as: operator, params: { tenantId: 'x' } })).status).toBe(
      404,
    );
  });

  it('is no administrator’s, and no operator’s of another company', async () => {
    const { send } = await open(0);
    expect((await send('listCustomerAuditEvents', { params })).status).toBe(403);
    expect((await send('listCustomerAuditEvents', { as: user('Operator'), params })).status).toBe(403);
  });
});
