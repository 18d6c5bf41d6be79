import { describe, expect, it } from 'vitest';
import { httpEtag } from '../../shared/http/etag.ts';
import { makeBench, type SentRequest, user } from '../../shared/http/testing/bench.ts';
import { importSchema } from '../../shared/imports/import.ts';
import { runEntityId, runSchema } from '../../shared/imports/run.ts';
import { conflict, notFound } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { importWith } from '../../tests/support/share-model.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { type ImportRouteDeps, importRoutes } from './imports.ts';

const unexpected = async (): Promise<never> => {
  throw new Error('not expected to be called');
};

/** The routes over a store with one import, and use cases that a test gives. */
const open = async (useCases: Partial<ImportRouteDeps> = {}) => {
  const stores = makeMemoryStores();
  const imports = stores.store({ kind: 'import', schema: importSchema, idOf: ({ id }) => id });
  const runs = stores.store({
    kind: 'run',
    schema: runSchema,
    idOf: (run) => runEntityId(run.importId, run.id),
  });
  const ctx = freshTenant();
  const imported = importWith();
  const [etag = ''] = succeeded(await stores.commit(ctx, [imports.inserted(ctx, imported)]));
  const routes = importRoutes({
    imports,
    runs,
    createImport: unexpected,
    changeImport: unexpected,
    deleteImport: unexpected,
    readHolds: async () => [],
    readHoldsOfMany: async (_ctx, several) => several.map(() => []),
    pauseImport: unexpected,
    resumeImport: unexpected,
    runNow: unexpected,
    requestPreview: unexpected,
    confirmDeletions: unexpected,
    readRun: async () => undefined,
    listMailboxResults: unexpected,
    ...useCases,
  });
  const benches = new Map(routes.map((route) => [route.operationId, makeBench(route)]));
  const admin = { ...user('Admin'), tenantId: ctx.tenantId };
  const send = async (operationId: string, request: SentRequest = {}) => {
    const route = benches.get(operationId);
    if (route === undefined) throw new Error(operationId);
    const params =
      operationId === 'createImport' || operationId === 'listImports' ? {} : { importId: imported.id };
    return route.send({ as: admin, params, ...request });
  };
  return {
    send,
    admin,
    imported,
    etag,
    logged: () => JSON.stringify([...benches.values()].map((b) => b.logged)),
  };
};

const capability = `sh_${'x'.repeat(43)}`;
const someone = '7d1f0000-0000-4000-8000-000000000001';
const body = { shareId: capability, targets: { users: [someone] } };

describe('[I1] POST /v1/imports', () => {
  it('hands on what was named and answers the import without its grant', async () => {
    const given: unknown[] = [];
    const imported = importWith();
    const { send, logged } = await open({
      createImport: async (_ctx, input) => {
        given.push(input);
        return ok({ value: imported, etag: 'e' });
      },
    });
    const answer = await send('createImport', { body });
    expect(given).toEqual([{ shareId: capability, targets: { users: [someone], groups: [] } }]);
    expect(answer).toMatchObject({
      status: 201,
      headers: { location: `https://api.example/v1/imports/${imported.id}`, etag: httpEtag('e') },
      json: { share: { displayName: 'Müller AG', providerTenantId: imported.grant.providerTenantId } },
    });
    expect(JSON.stringify(answer.json)).not.toMatch(/grant|generation|shareId/);
    expect(logged()).not.toContain(capability);
  });

  it.each(['unknown', 'revoked', 'expired', 'partner-not-allowed'] as const)(
    '[H2] says in the caller’s language that a share is %s',
    async (reason) => {
      const { send } = await open({ createImport: async () => err({ type: 'share-unusable', reason }) });
      const german = await send('createImport', { body, headers: { 'accept-language': 'de' } });
      const english = await send('createImport', { body, headers: { 'accept-language': 'en' } });
      expect(german).toMatchObject({ status: 422, json: { type: '/problems/share-unusable', reason } });
      expect(german.json.detail).not.toBe(english.json.detail);
      expect(JSON.stringify([german, english])).not.toContain(capability);
    },
  );

  it.each([
    [{ shareId: '' }, '/shareId'],
    [{ targets: { users: ['anna'] } }, '/targets/users/0'],
    [{ runsAt: ['24:00'] }, '/runsAt/0'],
    [{ runsAt: [] }, '/runsAt'],
    [{ category: ' ' }, '/category'],
    [{ nameStyle: { company: 'behind' } }, '/nameStyle/company'],
    [{ nameStyle: { colour: 'red' } }, '/nameStyle/colour'],
    [{ adopt: 'yes' }, '/adopt'],
    [{ categoryColour: 'red' }, '/categoryColour'],
    [{ categoryColour: 'preset25' }, '/categoryColour'],
    [{ categoryColour: null }, '/categoryColour'],
    [{ grant: {} }, '/grant'],
  ])('names the field that is wrong: %o', async (wrong, pointer) => {
    const { send } = await open();
    const answer = await send('createImport', { body: { ...body, ...wrong } });
    expect(answer.status).toBe(400);
    expect(answer.json.errors?.map((each) => each.pointer)).toEqual([pointer]);
  });
});

describe('[H5] the category’s colour', () => {
  it('is handed on, shown, and taken back by null; what is missing for it is named with the link [T2]', async () => {
    const given: unknown[] = [];
    const refusal = {
      type: 'consent-required',
      missingPermissions: ['MailboxSettings.ReadWrite'],
      consentUrl: 'https://api.example/onboarding/consent?ticket=t',
    } as const;
    const { send } = await open({
      createImport: async (_ctx, { categoryColour }) => {
        given.push(categoryColour);
        return ok({ value: importWith({ categoryColour: 'preset3' }), etag: 'e' });
      },
      changeImport: async (_ctx, _id, _allowed, { categoryColour }) => {
        given.push(categoryColour);
        return categoryColour === null ? ok({ value: importWith(), etag: 'e' }) : err(refusal);
      },
    });
    const created = await send('createImport', { body: { ...body, categoryColour: 'preset3' } });
    expect(created.json).toMatchObject({ categoryColour: 'preset3' });
    const headers = { 'if-match': '*' };
    const without = await send('changeImport', { body: { categoryColour: null }, headers });
    expect(without.json).not.toHaveProperty('categoryColour');
    const refused = await send('changeImport', { body: { categoryColour: 'preset4' }, headers });
    const { missingPermissions, consentUrl } = refusal;
    expect(refused).toMatchObject({ status: 403, json: { missingPermissions, consentUrl } });
    expect(given).toEqual(['preset3', null, 'preset4']);
  });
});

describe('[H5] [I11] names and adoption', () => {
  it('are handed on when an import is created or changed, and shown', async () => {
    const given: unknown[] = [];
    const imported = importWith({ nameStyle: { company: 'appended' }, adopt: true });
    const note = async (input: unknown) => {
      given.push(input);
      return ok({ value: imported, etag: 'e' });
    };
    const { send } = await open({
      createImport: async (_ctx, input) => note(input),
      changeImport: async (_ctx, _id, _allowed, input) => note(input),
    });
    const wished = { nameStyle: { company: 'appended' }, adopt: true };
    const created = await send('createImport', { body: { ...body, ...wished } });
    expect(given).toMatchObject([wished]);
    expect(created.json).toMatchObject(wished);
    const headers = { 'if-match': '*' };
    const patch = { nameStyle: { order: 'family-first', company: null }, adopt: false };
    await send('changeImport', { body: patch, headers });
    await send('changeImport', { body: { nameStyle: null }, headers });
    expect(given.slice(1)).toMatchObject([patch, { nameStyle: null }]);
  });

  it('that nobody asked for are shown as such', async () => {
    const { send } = await open();
    const { json } = await send('getImport');
    expect(json).toMatchObject({ adopt: false });
    expect(json).not.toHaveProperty('nameStyle');
  });
});

describe('an import', () => {
  it('is read and listed without its grant, under its ETag', async () => {
    const { send, imported, etag } = await open();
    const answer = await send('getImport');
    expect(answer).toMatchObject({
      status: 200,
      headers: { etag: httpEtag(etag) },
      json: { id: imported.id },
    });
    expect(JSON.stringify(answer.json)).not.toMatch(/grant|generation/);
    expect((await send('listImports')).json).toEqual({ value: [answer.json] });
  });

  it('is not there for another company, nor are its runs; readers change nothing', async () => {
    const { send, admin } = await open();
    const stranger = { ...admin, tenantId: freshTenant().tenantId };
    const reader = { ...admin, roles: ['Reader'] };
    expect((await send('getImport', { as: stranger })).status).toBe(404);
    expect((await send('listRuns', { as: stranger })).status).toBe(404);
    expect((await send('getImport', { as: reader })).status).toBe(200);
    for (const operation of ['createImport', 'changeImport', 'deleteImport', 'startRun']) {
      expect((await send(operation, { as: reader, body, headers: { 'if-match': '*' } })).status).toBe(403);
    }
  });

  it('is changed and deleted under its ETag only', async () => {
    const seen: boolean[] = [];
    const answer = { value: importWith({ state: 'deleting', activeRun: 'r1' as never }), etag: 'e2' };
    const { send, etag } = await open({
      changeImport: async (_ctx, _id, allowed) => {
        seen.push(allowed(etagOf.value));
        return ok(answer);
      },
      deleteImport: async (_ctx, _id, allowed) => {
        seen.push(allowed(etagOf.value));
        return ok(answer);
      },
    });
    const etagOf = { value: etag };
    expect((await send('changeImport', { body: {} })).status).toBe(428);
    expect((await send('deleteImport')).status).toBe(428);
    await send('changeImport', { body: {}, headers: { 'if-match': '"old"' } });
    await send('changeImport', { body: {}, headers: { 'if-match': httpEtag(etag) } });
    const deleted = await send('deleteImport', { headers: { 'if-match': httpEtag(etag) } });
    expect(seen).toEqual([false, true, true]);
    expect(deleted).toMatchObject({
      status: 202,
      headers: { location: `https://api.example/v1/imports/${answer.value.id}/runs/r1` },
    });
  });

  it('[I4] has no run that there is not', async () => {
    const { send, imported } = await open();
    const params = { importId: imported.id, runId: 'r1' };
    expect((await send('getRun', { params })).status).toBe(404);
    expect((await send('listRunMailboxes', { params })).status).toBe(404);
    expect((await send('listRuns')).json).toEqual({ value: [] });
  });
});

describe('[L11] pausing and resuming', () => {
  it('answer the import as it is then, with everything that holds it', async () => {
    const paused = { ...importWith(), pausedAt: '2026-11-23T12:00:00.000Z', missedAt: 'x', announced: 'y' };
    const { send } = await open({
      pauseImport: async () => ok({ value: paused, etag: 'p' }),
      resumeImport: async () => ok({ value: importWith(), etag: 'r' }),
      readHolds: async (_ctx, { pausedAt }) =>
        pausedAt === undefined ? ['trial-ended'] : ['administrator', 'trial-ended'],
    });
    const pause = await send('pauseImport');
    expect(pause).toMatchObject({
      status: 200,
      headers: { etag: httpEtag('p') },
      json: { state: 'paused', pausedBy: ['administrator', 'trial-ended'], pausedAt: paused.pausedAt },
    });
    expect(JSON.stringify(pause.json)).not.toMatch(/missedAt|announced/);
    expect((await send('resumeImport')).json).toMatchObject({ state: 'paused', pausedBy: ['trial-ended'] });
  });

  it('are told of an import that is being deleted, or is none', async () => {
    const { send } = await open({
      pauseImport: async () => err(conflict('import-deleting')),
      resumeImport: async () => err(notFound),
    });
    expect(await send('pauseImport')).toMatchObject({ status: 409, json: { reason: 'import-deleting' } });
    expect(await send('resumeImport')).toMatchObject({ status: 404 });
  });

  it('and whatever else holds an import show when it is read', async () => {
    const { send } = await open({ readHolds: async () => ['consent-lost'] });
    expect((await send('getImport')).json).toMatchObject({ state: 'paused', pausedBy: ['consent-lost'] });
  });
});
