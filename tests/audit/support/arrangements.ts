import { systemRandom, tenantId } from '../../../shared/kernel/ids.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';
import type { OpenApp, World } from '../../isolation/support/world.ts';
import { succeeded } from '../../support/tenant-fixtures.ts';

export interface Arranged {
  readonly as?: 'provider' | 'importer' | 'operator';
  readonly path?: string;
  readonly body?: unknown;
  /** Path of what `If-Match` is about. */
  readonly etagOf?: string;
}
type Arrange = (world: World, token: string, open: OpenApp) => Promise<Arranged>;

const made = async (world: World, token: string, path: string, body: unknown): Promise<Arranged> => {
  const { id } = (await world.expect(201, token, 'POST', path, body)).body as { readonly id: string };
  return { path: `${path}/${id}`, etagOf: `${path}/${id}` };
};

const deadLetter = (world: World, { app }: OpenApp): string => {
  const body = { tenantId: world.tenants.importer, correlationId: 'c', notificationId: systemRandom.id() };
  return app.deadLetters.put({ queue: 'notifications', body }).sequenceNumber;
};

const departing = (world: World): Arranged => ({
  as: 'provider',
  body: { domain: `${world.tenants.provider.slice(0, 8)}.example` },
  etagOf: '/v1/tenant',
});

/** What must be there before a route can do its work, where the request alone does not tell. */
export const arrangements: Readonly<Record<string, Arrange>> = {
  createSignInLink: async (world, token) => {
    const { path = '' } = await made(world, token, '/v1/sources', { kind: 'office-365' });
    return { path: `${path}/sign-in` };
  },
  deleteSource: (world, token) => made(world, token, '/v1/sources', { kind: 'entra-id' }),
  deleteShare: ({ expect, ...world }, token) =>
    made({ expect, ...world }, token, '/v1/shares', {
      displayName: 'Short-lived',
      sources: [{ sourceId: world.ids.sourceId }],
      selection: { everyone: true },
    }),
  resumeImport: async (world, token) => {
    await world.expect(200, token, 'POST', `/v1/imports/${world.ids.importId}/pause`);
    return { as: 'importer' };
  },
  confirmDeletions: async (world, _token, { app }) => {
    const ctx = systemContext(tenantId(world.tenants.importer), 'arranged');
    const imported = await app.stores.imports.get(ctx, world.ids.importId);
    if (imported === undefined) throw new Error('the world has no import');
    const { runId } = world.ids;
    const held = { kind: 'contacts', deletions: 3, of: 4, mailboxes: 1 } as const;
    const gate = { ...held, runId, since: '2026-03-01T08:00:00.000Z' };
    const change = app.stores.imports.replaced(ctx, imported.etag, { ...imported.value, gate });
    succeeded(await app.stores.commit(ctx, [change]));
    return { as: 'importer', body: { runId, deletions: 3 } };
  },
  createSubscription: async () => ({ as: 'importer' }),
  liftPersonErasure: async (world, _token, { app }) => {
    const ctx = systemContext(tenantId(world.tenants.provider), 'arranged');
    const erasure = await app.stores.personErasures.get(ctx, world.ids.erasureId);
    if (erasure === undefined) throw new Error('the world has no erasure');
    const done = { ...erasure.value, state: 'done' } as const;
    const change = app.stores.personErasures.replaced(ctx, erasure.etag, done);
    succeeded(await app.stores.commit(ctx, [change]));
    return {};
  },
  replayDeadLetter: async (world, _token, open) => ({
    as: 'operator',
    path: `/v1/operator/dead-letters/notifications/${deadLetter(world, open)}/replay`,
  }),
  discardDeadLetter: async (world, _token, open) => ({
    as: 'operator',
    path: `/v1/operator/dead-letters/notifications/${deadLetter(world, open)}?reason=obsolete`,
  }),
  requestDeparture: async (world) => departing(world),
  undoDeparture: async (world, token, { app }) => {
    const { body, etagOf = '' } = departing(world);
    const etag = (await world.expect(200, token, 'GET', etagOf)).headers['etag'] ?? '';
    const headers = { 'if-match': etag };
    await app.ask({ method: 'POST', path: '/v1/tenant/departure', token, body, headers });
    return { as: 'provider' };
  },
};
