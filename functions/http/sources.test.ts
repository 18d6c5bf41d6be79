import { describe, expect, it } from 'vitest';
import { makeBench, type SentRequest, user } from '../../shared/http/testing/bench.ts';
import { err } from '../../shared/kernel/result.ts';
import { makeChangeSource } from '../../shared/sources/change-source.ts';
import { makeCreateSource } from '../../shared/sources/create-source.ts';
import { makeDeleteSource } from '../../shared/sources/delete-source.ts';
import { makeRequestRefresh } from '../../shared/sources/request-refresh.ts';
import { sourceRefusals } from '../../shared/sources/source-reader.ts';
import { makeTestSource } from '../../shared/sources/test-source.ts';
import { makeSourceBench, sourceId } from '../../tests/support/source-fixtures.ts';
import { reasonText } from './source-words.ts';
import { sourceRoutes } from './sources.ts';

const open = async () => {
  const bench = makeSourceBench();
  await bench.have();
  const routes = sourceRoutes({
    sources: bench.sources,
    sourceKindsOffered: ['entra-id', 'active-directory'],
    createSource: makeCreateSource(bench),
    changeSource: makeChangeSource(bench),
    deleteSource: makeDeleteSource({ ...bench, use: { sharesOf: async () => ['s'] } }),
    testSource: makeTestSource(bench),
    requestRefresh: makeRequestRefresh(bench),
  });
  const benches = new Map(routes.map((route) => [route.operationId, makeBench(route)]));
  const send = async (operationId: string, request: SentRequest = {}) => {
    const route = benches.get(operationId);
    if (route === undefined) throw new Error(operationId);
    const as = { ...user('Admin'), tenantId: bench.ctx.tenantId };
    const params: Record<string, string> =
      operationId.endsWith('Source') && operationId !== 'createSource' ? { sourceId } : {};
    return route.send({ as, params, ...request });
  };
  return { ...bench, send };
};

it('[S0] creates a source with what nobody said filled in, and finds it again', async () => {
  const { send } = await open();
  const answer = await send('createSource', { body: { kind: 'entra-id' } });
  expect(answer).toMatchObject({
    status: 201,
    json: {
      displayName: 'Microsoft Entra ID',
      filter: 'all',
      includeDisabled: false,
      includeHidden: false,
      includePhotos: true,
      state: 'new',
    },
  });
  const id = String(answer.json['id']);
  expect(answer.headers['location']).toBe(`https://api.example/v1/sources/${id}`);
  expect((await send('getSource', { params: { sourceId: id } })).json).toEqual(answer.json);
  expect((await send('listSources')).json).toEqual({ value: [answer.json] });
});

it('takes no kind that there is none of, and no field that it does not know', async () => {
  const { send } = await open();
  for (const kind of ['ldap', 'office-365']) {
    expect(await send('createSource', { body: { kind } })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/kind', rule: 'one-of' }] },
    });
  }
  const body = { kind: 'entra-id', filters: 'x', password: 'y' };
  expect(await send('createSource', { body })).toMatchObject({
    status: 400,
    json: {
      errors: [
        { pointer: '/filters', rule: 'unknown-field' },
        { pointer: '/password', rule: 'unknown-field' },
      ],
    },
  });
});

it('[S0] tells the last error in the caller’s language, and nothing of the lease', async () => {
  const { send, haveSource, refresh, control } = await open();
  await haveSource();
  control.failAtPage = { page: 1, failure: { type: 'access-blocked', code: '53003' } };
  await refresh();
  const german = await send('getSource');
  expect(german.json['lastError']).toMatchObject({
    reason: 'access-blocked',
    code: '53003',
    text: expect.stringContaining('eigene IT') as unknown,
  });
  const english = await send('getSource', { headers: { 'accept-language': 'en' } });
  expect(english.json['lastError']).toMatchObject({
    text: expect.stringContaining('ask your IT') as unknown,
  });
});

it('[S0] a test answers in words, with what an administrator needs', async () => {
  const { send, haveSource, control } = await open();
  await haveSource();
  expect((await send('testSource')).json).toEqual({
    works: true,
    text: 'Die Quelle antwortet und lässt sich lesen.',
  });
  control.probe = err({ type: 'consent-required', missingPermissions: ['User.Read.All'] });
  expect((await send('testSource')).json).toEqual({
    works: false,
    reason: 'consent-required',
    text: expect.stringContaining('Zustimmung'),
    missingPermissions: ['User.Read.All'],
    consentUrl: expect.stringContaining('/onboarding/consent'),
  });
  control.probe = err({ type: 'unavailable', service: 'graph' });
  expect((await send('testSource')).json).toMatchObject({ works: false, reason: 'unavailable' });
});

it('a refresh is accepted with the source as the place to look', async () => {
  const { send, haveSource, queued } = await open();
  expect((await send('refreshSource')).status).toBe(404);
  await haveSource();
  const answer = await send('refreshSource', { url: '/v1/sources/x/refresh?mode=full' });
  expect(answer.status).toBe(202);
  expect(answer.headers['location']).toBe(`https://api.example/v1/sources/${sourceId}`);
  expect(queued()).toMatchObject([{ body: { mode: 'full' } }]);
});

it('changes need the ETag that was read, a deletion is refused while a share uses the source', async () => {
  const { send, haveSource } = await open();
  await haveSource();
  const body = { filter: 'only-with-number' };
  expect((await send('changeSource', { body })).status).toBe(428);
  const etag = (await send('getSource')).headers['etag'] ?? '';
  expect(await send('changeSource', { body, headers: { 'if-match': etag } })).toMatchObject({
    status: 200,
    json: body,
  });
  expect((await send('changeSource', { body, headers: { 'if-match': etag } })).status).toBe(412);
  expect(await send('deleteSource')).toMatchObject({ status: 409, json: { reason: 'source-in-use' } });
});

it('readers read and change nothing', async () => {
  const { send, haveSource, ctx } = await open();
  await haveSource();
  const as = { ...user('Reader'), tenantId: ctx.tenantId };
  expect((await send('getSource', { as })).status).toBe(200);
  for (const operation of ['deleteSource', 'testSource', 'refreshSource']) {
    expect((await send(operation, { as })).status).toBe(403);
  }
});

describe('[S2] a source with a password', () => {
  const settings = { server: 'dc1.firma.local', domain: 'firma.local', userName: 'svc' };
  const body = { kind: 'active-directory', settings, password: 'top secret' };

  it('takes the password and never shows it; settings are judged by the kind', async () => {
    const { send, vault } = await open();
    const created = await send('createSource', { body });
    expect(created).toMatchObject({ status: 201, json: { kind: 'active-directory', settings } });
    expect([...vault.values()]).toEqual(['top secret']);
    const params = { sourceId: String(created.json['id']) };
    const shown = [created, await send('getSource', { params }), await send('listSources')];
    expect(JSON.stringify(shown)).not.toMatch(/top secret|password/i);

    const { password: _, ...without } = body;
    expect(await send('createSource', { body: without })).toMatchObject({
      json: { errors: [{ pointer: '/password', rule: 'required' }] },
    });
    const headers = { 'if-match': '*' };
    const wrong = { settings: { ...settings, domain: 'no domain', mailbox: 'x' }, password: 'y' };
    const refused = await send('changeSource', { params, headers, body: wrong });
    expect(refused.json.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/settings/domain',
      '/settings/mailbox',
    ]);
    const moved = { settings: { ...settings, server: 'dc2.firma.local' } };
    expect(await send('changeSource', { params, headers, body: moved })).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: '/password', rule: 'required' }] },
    });
    expect(
      await send('changeSource', { params, headers, body: { ...moved, password: 'next' } }),
    ).toMatchObject({ status: 200, json: moved });
    expect([...vault.values()]).toEqual(['next']);
  });
});

it('[S2] each refusal of a source has words with the way out', () => {
  for (const reason of sourceRefusals) {
    for (const language of ['de', 'en'] as const)
      expect(reasonText(reason, language).length).toBeGreaterThan(40);
  }
});
