import { describe, expect, it } from 'vitest';
import { makeBench, memoryRecords, type SentRequest, user } from '../../shared/http/testing/bench.ts';
import { contacts } from '../../tests/support/people.ts';
import { makeShareBench } from '../../tests/support/share-fixtures.ts';
import { sourceId } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { shareRoutes } from './shares.ts';

const open = async () => {
  const bench = makeShareBench();
  await bench.have();
  const idempotency = memoryRecords();
  const benches = new Map(
    shareRoutes(bench).map((route) => [route.operationId, makeBench(route, { idempotency })]),
  );
  const admin = { ...user('Admin'), tenantId: bench.ctx.tenantId };
  const send = async (operationId: string, shareId?: string, request: SentRequest = {}) => {
    const route = benches.get(operationId);
    if (route === undefined) throw new Error(operationId);
    return route.send({ as: admin, params: shareId === undefined ? {} : { shareId }, ...request });
  };
  const body = { displayName: 'Müller', sources: [{ sourceId }], selection: { everyone: true } };
  const created = async (fields: object = {}) => {
    const answer = await send('createShare', undefined, { body: { ...body, ...fields } });
    expect(answer.status).toBe(201);
    const { id, shareId: capability } = answer.json as { id: string; shareId: string };
    return { id, capability, etag: answer.headers['etag'] ?? '', answer };
  };
  const logged = () => JSON.stringify([...benches.values()].map((each) => each.logged));
  return { ...bench, send, created, body, admin, logged };
};

describe('[H1] POST /v1/shares', () => {
  it('creates a share with cautious defaults and tells its capability this once', async () => {
    const { created, send, logged } = await open();
    const { id, capability, answer, etag } = await created();
    expect(capability).toMatch(/^sh_[\w-]{43}$/);
    expect(answer.headers['location']).toBe(`https://api.example/v1/shares/${id}`);
    const { shareId: _once, ...view } = answer.json;
    expect(view).toMatchObject({
      state: 'active',
      selection: {
        users: [],
        filters: { onlyWithNumber: true, includeDisabled: false, includeHidden: false },
      },
      fields: { emails: true, homePhones: false },
    });
    const read = await send('getShare', id);
    expect(read.json).toEqual(view);
    expect(read.headers['etag']).toBe(etag);
    expect((await send('listShares')).json).toEqual({ value: [view] });
    expect(JSON.stringify(read)).not.toMatch(/capability|generation|sh_/i);
    expect(logged()).not.toContain(capability.slice(3));
  });

  it('[H3] gives the same answer again under the same Idempotency-Key', async () => {
    const { send, body, shares, ctx } = await open();
    const request = { body, headers: { 'idempotency-key': 'k1' } };
    const [first, again] = [
      await send('createShare', undefined, request),
      await send('createShare', undefined, request),
    ];
    expect(again.json).toEqual(first.json);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await shares.list(ctx, { limit: 9 })).items).toHaveLength(1);
  });

  it.each([
    [{ displayName: ' ' }, '/displayName'],
    [{ sources: [{ sourceId: 'x' }] }, '/sources/0/sourceId'],
    [{ sources: [] }, '/sources'],
    [{ sources: [{ sourceId }, { sourceId }] }, '/sources/1/sourceId'],
    [{ selection: {} }, '/selection'],
    [{ selection: { users: [''] } }, '/selection/users/0'],
    [{ selection: { groups: ['sales'] } }, '/selection/groups/0'],
    [
      { selection: { everyone: true, groups: ['7d1f0000-0000-4000-8000-000000000001'] } },
      '/selection/everyone',
    ],
    [{ allowedTenants: [] }, '/allowedTenants'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: 'morgen' }, '/expiresAt'],
    [{ note: 'x'.repeat(501) }, '/note'],
    [{ nameStyle: { order: 'last' } }, '/nameStyle/order'],
    [{ category: ' ' }, '/category'],
    [{ categoryColour: 'red' }, '/categoryColour'],
    [{ capabilityHash: 'x' }, '/capabilityHash'],
  ])('names the field that is wrong: %o', async (wrong, pointer) => {
    const { send, body } = await open();
    const answer = await send('createShare', undefined, { body: { ...body, ...wrong } });
    expect(answer.status).toBe(400);
    expect(answer.json.errors?.map((each) => each.pointer)).toEqual([pointer]);
  });
});

describe('[H3] a share is managed by its id', () => {
  it('changed and deleted under its ETag only', async () => {
    const { created, send } = await open();
    const { id, etag } = await created();
    const change = { body: { note: 'neu' } };
    expect((await send('changeShare', id, change)).status).toBe(428);
    const stale = { ...change, headers: { 'if-match': '"old"' } };
    expect((await send('changeShare', id, stale)).status).toBe(412);
    const done = await send('changeShare', id, { ...change, headers: { 'if-match': etag } });
    expect(done).toMatchObject({ status: 200, json: { note: 'neu' } });
    expect((await send('deleteShare', id, { headers: { 'if-match': etag } })).status).toBe(412);
    const headers = { 'if-match': done.headers['etag'] ?? '' };
    expect((await send('deleteShare', id, { headers })).status).toBe(204);
    expect((await send('getShare', id)).status).toBe(404);
  });

  it('[H5] says how names are shown, and is changed in that part by part', async () => {
    const { created, send } = await open();
    const { id } = await created();
    const plain = { order: 'as-is', company: 'none', fileAs: 'family-given' };
    expect((await send('getShare', id)).json).toMatchObject({ nameStyle: plain });
    const headers = { 'if-match': '*' };
    const change = (nameStyle: unknown) => send('changeShare', id, { body: { nameStyle }, headers });
    const styled = await change({ order: 'family-first' });
    expect(styled.json).toMatchObject({ nameStyle: { ...plain, order: 'family-first' } });
    const appended = await change({ company: 'appended' });
    expect(appended.json).toMatchObject({ nameStyle: { order: 'family-first', company: 'appended' } });
    expect((await change(null)).json).toMatchObject({ nameStyle: plain });
  });

  it('[H5] says what imports call their category and give it for a colour, and takes it back', async () => {
    const { body, created, send, shared, partner } = await open();
    const wished = { category: 'Partner', categoryColour: 'preset3' };
    const made = await send('createShare', undefined, { body: { ...body, ...wished } });
    expect(made).toMatchObject({ status: 201, json: wished });
    expect(await shared.redeem(partner, String(made.json['shareId']))).toMatchObject({ value: wished });
    const { id } = await created();
    const headers = { 'if-match': '*' };
    const changed = await send('changeShare', id, { body: wished, headers });
    expect(changed.json).toMatchObject(wished);
    const without = await send('changeShare', id, { body: { categoryColour: null }, headers });
    expect(without.json).toMatchObject({ category: 'Partner' });
    expect(without.json).not.toHaveProperty('categoryColour');
  });

  it('rotated: another capability is told, and only that one works', async () => {
    const { created, send, shared, partner } = await open();
    const { id, capability, etag } = await created();
    expect((await send('rotateShare', id, { body: {}, headers: { 'if-match': '"old"' } })).status).toBe(412);
    const answer = await send('rotateShare', id, { body: {}, headers: { 'if-match': etag } });
    expect(answer).toMatchObject({ status: 200, json: { id } });
    expect(await shared.redeem(partner, String(answer.json['shareId']))).toMatchObject({ ok: true });
    expect(await shared.redeem(partner, capability)).toMatchObject({ ok: false });
  });

  it('revoked for good', async () => {
    const { created, send } = await open();
    const { id } = await created();
    expect(await send('revokeShare', id)).toMatchObject({ status: 200, json: { state: 'revoked' } });
    expect(await send('rotateShare', id, { body: {} })).toMatchObject({
      status: 409,
      json: { type: '/problems/conflict', reason: 'share-revoked' },
    });
  });

  it('and shows who imports it, without the import’s own id; in use it is not deleted', async () => {
    const { created, send, shared, partner } = await open();
    const { id, capability } = await created();
    const grant = succeeded(await shared.redeem(partner, capability));
    await shared.reportUse(partner, grant, { importId: 'i1', importerName: 'Partner GmbH', mailboxes: 8 });
    expect((await send('listShareImports', id)).json).toEqual({
      value: [
        {
          importerTenantId: partner.tenantId,
          importerName: 'Partner GmbH',
          since: '2026-03-01T08:00:00.000Z',
          lastRunAt: '2026-03-01T08:00:00.000Z',
          mailboxes: 8,
        },
      ],
    });
    expect(await send('deleteShare', id, { headers: { 'if-match': '*' } })).toMatchObject({
      status: 409,
      json: { reason: 'share-in-use' },
    });
  });
});

it('[H4] the preview is read in pages and counts everyone', async () => {
  const { created, send, offer } = await open();
  await offer(contacts(5));
  const { id } = await created();
  const page = await send('previewShare', id, {
    url: `/v1/shares/${id}/preview?limit=2&offset=3`,
    params: { shareId: id },
  });
  expect(page).toMatchObject({
    status: 200,
    json: {
      count: 5,
      trimmed: {},
      missingGroups: [],
      value: [{ key: `${sourceId}/k3` }, { key: `${sourceId}/k4` }],
    },
  });
});

it('a share of another company is not there, and readers change nothing', async () => {
  const { created, send, partner, admin, logged } = await open();
  const { id, capability } = await created();
  const stranger = { ...admin, tenantId: partner.tenantId };
  const reader = { ...admin, roles: ['Reader'] };
  const calls = {
    getShare: {},
    previewShare: {},
    listShareImports: {},
    changeShare: { body: {}, headers: { 'if-match': '*' } },
    deleteShare: { headers: { 'if-match': '*' } },
    rotateShare: { body: {} },
    revokeShare: {},
  };
  for (const [operation, request] of Object.entries(calls)) {
    expect((await send(operation, id, { ...request, as: stranger })).status).toBe(404);
    expect((await send(operation, capability, request)).status).toBe(404);
    const reads = ['getShare', 'previewShare', 'listShareImports'].includes(operation);
    expect((await send(operation, id, { ...request, as: reader })).status).toBe(reads ? 200 : 403);
  }
  expect(logged()).not.toContain('error');
});
