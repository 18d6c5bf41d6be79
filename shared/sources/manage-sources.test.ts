import { expect, it } from 'vitest';
import { makeSourceBench, sourceId, sourceOf } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { toIso } from '../kernel/clock.ts';
import { derivedId } from '../kernel/ids.ts';
import { err, ok } from '../kernel/result.ts';
import { tenantEntityId } from '../tenants/tenant.ts';
import { makeChangeSource } from './change-source.ts';
import { makeCreateSource } from './create-source.ts';
import { makeDeleteSource } from './delete-source.ts';
import { makeRequestRefresh } from './request-refresh.ts';
import { makeTestSource } from './test-source.ts';

const always = () => true;

const open = () => {
  const bench = makeSourceBench();
  const shares: string[] = [];
  return {
    ...bench,
    shares,
    create: makeCreateSource(bench),
    change: makeChangeSource(bench),
    remove: makeDeleteSource({ ...bench, use: { sharesOf: async () => shares } }),
    request: makeRequestRefresh(bench),
    test: makeTestSource(bench),
  };
};

const wanted = {
  kind: 'entra-id',
  settings: {},
  filter: 'all',
  includeDisabled: false,
  includeHidden: false,
  includePhotos: true,
} as const;

it('[S0] a new source is named after its kind and read at once', async () => {
  const bench = open();
  await bench.have();
  const { value } = succeeded(await bench.create(bench.ctx, wanted));
  expect(value).toEqual({
    ...wanted,
    id: value.id,
    displayName: 'Microsoft Entra ID',
    state: 'new',
    createdAt: '2026-03-01T08:00:00.000Z',
  });
  expect(bench.queued().map(({ body }) => body)).toMatchObject([{ sourceId: value.id }]);
});

it('[T2] without consent no source is created: what is missing is named, with a link to forward', async () => {
  const bench = open();
  expect(await bench.create(bench.ctx, wanted)).toMatchObject({
    error: {
      type: 'consent-required',
      missingPermissions: ['User.Read.All'],
      consentUrl: expect.stringContaining('/onboarding/consent?ticket='),
    },
  });
  expect(bench.sent).toEqual([]);
});

it('a command that is repeated answers the source that it created', async () => {
  const bench = open();
  await bench.have();
  const ctx = { ...bench.ctx, commandId: derivedId('command') };
  const first = succeeded(await bench.create(ctx, { ...wanted, displayName: 'Unsere Leute' }));
  expect(first.value.id).toBe(ctx.commandId);
  const tenant = await bench.tenants.get(ctx, tenantEntityId);
  if (tenant === undefined) throw new Error('there is none');
  // Also where it would not be let in any more.
  await bench.commit(ctx, [bench.tenants.deleted(ctx, tenant.etag, tenantEntityId)]);
  expect(succeeded(await bench.create(ctx, { ...wanted, displayName: 'Unsere Leute' }))).toEqual(first);
  expect(bench.queued()).toHaveLength(1);
});

it('[S0] a change of the filter takes effect without a read', async () => {
  const bench = open();
  await bench.haveSource();
  const changes = { filter: 'only-with-number', displayName: 'Leute', includeHidden: true } as const;
  expect(await bench.change(bench.ctx, sourceId, () => false, changes)).toMatchObject({
    error: { type: 'stale' },
  });
  expect(await bench.change(bench.ctx, 'unknown', always, changes)).toMatchObject({
    error: { type: 'not-found' },
  });
  const { value } = succeeded(await bench.change(bench.ctx, sourceId, always, changes));
  expect(value).toEqual(sourceOf(changes));
  expect(bench.queued()).toEqual([]);
});

it('[T5] photos that are no longer wanted go with a full read; wanted ones come with the next', async () => {
  const bench = open();
  await bench.haveSource();
  await bench.change(bench.ctx, sourceId, always, { includePhotos: false });
  await bench.change(bench.ctx, sourceId, always, { includePhotos: true });
  const { tenantId, correlationId } = bench.ctx;
  expect(bench.queued().map(({ body }) => body)).toEqual([
    { sourceId, mode: 'full', tenantId, correlationId },
    { sourceId, tenantId, correlationId },
  ]);
});

it('a source that a share uses is not deleted', async () => {
  const bench = open();
  await bench.haveSource();
  bench.shares.push('share');
  expect(await bench.remove(bench.ctx, sourceId, always)).toEqual({
    ok: false,
    error: { type: 'conflict', reason: 'source-in-use' },
  });
  expect(await bench.source()).toBeDefined();
});

it('a deleted source takes its contacts along', async () => {
  const bench = open();
  await bench.have();
  await bench.haveSource();
  bench.put('anna');
  succeeded(await bench.refresh());
  expect(await bench.remove(bench.ctx, sourceId, () => false)).toMatchObject({ error: { type: 'stale' } });
  succeeded(await bench.remove(bench.ctx, sourceId, always));
  expect(await bench.remove(bench.ctx, sourceId, always)).toMatchObject({ error: { type: 'not-found' } });
  const [message] = bench.queued();
  expect(message?.body).toMatchObject({ sourceId });
  succeeded(await bench.handleRefresh(bench.ctx, { sourceId }));
  expect(await bench.everyone()).toEqual([]);
});

it('a refresh on demand is queued, unless one is under way', async () => {
  const bench = open();
  expect(await bench.request(bench.ctx, sourceId)).toMatchObject({ error: { type: 'not-found' } });
  await bench.haveSource();
  succeeded(await bench.request(bench.ctx, sourceId, 'full'));
  expect(bench.queued().map(({ body }) => body)).toMatchObject([{ sourceId, mode: 'full' }]);

  const leaseUntil = toIso(bench.clock.now() + 1000);
  await bench.setSource((source) => ({ ...source, state: 'refreshing', leaseUntil }));
  expect(await bench.request(bench.ctx, sourceId)).toEqual({
    ok: false,
    error: { type: 'conflict', reason: 'refresh-in-progress' },
  });
  bench.advance(1000);
  succeeded(await bench.request(bench.ctx, sourceId));
});

it('[S0][T3] a test tells what it met and keeps what that says of our access', async () => {
  const bench = open();
  expect(await bench.test(bench.ctx, sourceId)).toMatchObject({ error: { type: 'not-found' } });
  await bench.have();
  await bench.haveSource();
  expect(succeeded(await bench.test(bench.ctx, sourceId))).toEqual({ type: 'works' });

  const blocked = { type: 'access-blocked', code: '53003' } as const;
  bench.control.probe = err(blocked);
  expect(succeeded(await bench.test(bench.ctx, sourceId))).toEqual(blocked);
  expect(await bench.tenant()).toMatchObject({ state: 'access-blocked' });

  bench.control.probe = err({ type: 'consent-required', missingPermissions: ['User.Read.All'] });
  expect(succeeded(await bench.test(bench.ctx, sourceId))).toMatchObject({
    missingPermissions: ['User.Read.All'],
    consentUrl: expect.stringContaining('/onboarding/consent'),
  });
  expect(await bench.tenant()).toMatchObject({ state: 'consent-lost' });

  bench.control.probe = ok(undefined);
  succeeded(await bench.test(bench.ctx, sourceId));
  expect(await bench.tenant()).toMatchObject({ state: 'active' });
});
