import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { notFound, stale } from '../kernel/failures.ts';
import { err, ok } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import { defineRoute } from './contract.ts';
import { httpEtag, matches } from './etag.ts';
import { noContent, okReply, raw, rawSchema } from './reply.ts';
import { makeBench, operatorTenant, user } from './testing/bench.ts';
import { shareRoute } from './testing/share-route.ts';

const admin = user('Admin');
const goodBody = { displayName: 'Vertrieb' };

describe('a request that fits its contract', () => {
  it('is answered with the body, the address and the version of what it made', async () => {
    const { send } = makeBench(shareRoute());
    const response = await send({ as: admin, body: goodBody });
    expect(response.status).toBe(201);
    expect(response.json).toEqual({ id: 's1', displayName: 'Vertrieb' });
    expect(response.headers).toMatchObject({
      location: 'https://api.example/v1/shares/s1',
      etag: httpEtag('e1'),
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('is logged in one line with ids and figures only', async () => {
    const bench = makeBench(shareRoute());
    await bench.send({ as: admin, body: goodBody, headers: { 'x-correlation-id': 'call-1' } });
    expect(bench.logged).toEqual([
      {
        level: 'info',
        message: 'request',
        fields: {
          operation: 'createShare',
          correlationId: 'call-1',
          method: 'POST',
          status: 201,
          durationMs: 0,
          tenantId: admin.tenantId,
        },
      },
    ]);
  });
});

describe('the correlation id', () => {
  it.each(['call-1', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'])('%s is the caller’s own', async (sent) => {
    const response = await makeBench(shareRoute()).send({ headers: { 'x-correlation-id': sent } });
    expect(response.headers['x-correlation-id']).toBe(sent);
    expect(response.json['correlationId']).toBe(sent);
  });

  it.each(['anna@firma.example', 'a b', 'x'.repeat(65), ''])('%j is replaced by a new one', async (sent) => {
    const response = await makeBench(shareRoute()).send({ headers: { 'x-correlation-id': sent } });
    expect(response.headers['x-correlation-id']).toBe('id-1');
  });
});

describe('who may', () => {
  it('nobody without a token', async () => {
    const response = await makeBench(shareRoute()).send({ body: goodBody });
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer realm="switchboard"');
  });

  it.each([
    ['another role', user('Reader'), 403],
    ['no role', user(), 403],
    ['a role that does not exist', user('Root'), 403],
    ['the role', user('Reader', 'Admin'), 201],
    ['the operator’s role in another tenant', user('Operator'), 403],
    ['the operator’s role in his own tenant', { ...user('Operator'), tenantId: operatorTenant }, 201],
    ['the role but not the scope', { ...admin, scopes: ['User.Read'] }, 403],
    ['an application with the role', { ...admin, kind: 'app' as const, scopes: [] }, 201],
    ['an application without it', { ...user('Reader'), kind: 'app' as const, scopes: [] }, 403],
  ])('with %s → %s', async (_, as, status) => {
    expect(await makeBench(shareRoute()).send({ as, body: goodBody })).toMatchObject({ status });
  });

  it('is told which role is needed', async () => {
    const response = await makeBench(shareRoute()).send({ as: user(), body: goodBody });
    expect(response.json).toMatchObject({ type: '/problems/forbidden', needs: ['Admin', 'Operator'] });
  });

  it('is decided before anything of the body is read', async () => {
    const { send } = makeBench(shareRoute());
    expect((await send({ body: '{broken' })).status).toBe(401);
    expect((await send({ as: user(), body: '{broken' })).status).toBe(403);
  });

  it('a handler never sees a role that does not count', async () => {
    const route = defineRoute({
      operationId: 'me',
      method: 'GET',
      path: '/v1/me',
      summary: '',
      tag: '',
      access: 'authenticated',
      replies: { 200: z.array(z.string()) },
      errors: [],
      handler: async ({ principal }) => ok(okReply(principal.roles)),
    });
    const response = await makeBench(route).send({ as: user('Operator', 'Reader', 'Else') });
    expect(JSON.parse(String(response.body))).toEqual(['Reader']);
  });
});

describe('a failure', () => {
  it('of the use case is a problem with its reason', async () => {
    const bench = makeBench(shareRoute(async () => err({ type: 'conflict', reason: 'run-in-progress' })));
    const response = await bench.send({ as: admin, body: goodBody, headers: { 'accept-language': 'en' } });
    expect(response.status).toBe(409);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.headers['content-language']).toBe('en');
    expect(response.json).toMatchObject({
      type: '/problems/conflict',
      reason: 'run-in-progress',
      instance: '/v1/shares',
      detail: 'A run of this import is under way. Please wait until it has ended.',
    });
    expect(bench.logged[0]?.fields).toMatchObject({ failure: 'conflict', reason: 'run-in-progress' });
  });

  it('that is a bug says nothing outside and only class and frames in the log', async () => {
    class StoreBroken extends Error {}
    const bench = makeBench(
      shareRoute(async () => {
        throw new StoreBroken('row of anna.berger@firma.example\n    at secret:1:1');
      }),
    );
    const response = await bench.send({ as: admin, body: goodBody });
    expect(response.status).toBe(500);
    expect(response.json).toMatchObject({ type: '/problems/internal-error', correlationId: 'id-1' });
    expect(bench.logged.map(({ level }) => level)).toEqual(['error', 'info']);
    expect(bench.logged[0]?.fields).toMatchObject({ error: 'StoreBroken', operation: 'createShare' });
    expect(bench.logged[0]?.fields?.stack).toContain('route.test.ts');
    expect(JSON.stringify([response, bench.logged])).not.toMatch(/anna|secret/);
  });

  it('of a service below is told as that, with a hint when to come back', async () => {
    const bench = makeBench(shareRoute(() => Promise.reject(new ServiceError('table storage'))));
    const response = await bench.send({ as: admin, body: goodBody });
    expect(response.status).toBe(503);
    expect(response.json).toMatchObject({ type: '/problems/unavailable' });
    expect(bench.logged.map(({ level }) => level)).toEqual(['error', 'info']);
  });

  it('to reply as promised is a bug', async () => {
    const route = (body: unknown) =>
      defineRoute({
        operationId: 'x',
        method: 'GET',
        path: '/v1/x',
        summary: '',
        tag: '',
        access: 'public',
        replies: { 200: z.object({ a: z.string() }) },
        errors: [],
        handler: async () => ok(okReply(body as { a: string })),
      });
    expect((await makeBench(route({ a: 1 })).send()).status).toBe(500);
    expect((await makeBench(route({ a: 'a', b: { secret: 1 } })).send()).status).toBe(500);
    const lenient = await makeBench(route({ a: 'a', b: 1 }), { strictReplies: false }).send();
    expect(lenient.body).toBe('{"a":"a"}');
  });
});

describe('a change under If-Match', () => {
  const route = defineRoute({
    operationId: 'renameShare',
    method: 'PATCH',
    path: '/v1/shares/{shareId}',
    summary: '',
    tag: '',
    access: 'public',
    body: z.strictObject({ displayName: z.string() }),
    replies: { 204: z.undefined() },
    errors: ['stale', 'not-found'],
    precondition: 'required',
    handler: async ({ etag, params }) => {
      if (params.shareId !== 's1') return err(notFound);
      return matches(etag, 'W/"datetime\'2027\'"') ? ok(noContent({ etag: 'next' })) : err(stale);
    },
  });
  const change = { params: { shareId: 's1' }, body: { displayName: 'B' } };
  const current = httpEtag('W/"datetime\'2027\'"');

  it.each([
    [undefined, 428],
    [current, 204],
    [`"other", ${current}`, 204],
    ['*', 204],
    ['"other"', 412],
    [`W/${current}`, 412],
    [current.replaceAll('"', ''), 412],
  ])('%s → %s', async (ifMatch, status) => {
    const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch };
    const response = await makeBench(route).send({ ...change, headers });
    expect(response.status).toBe(status);
  });

  it('answers without a body, with the new version', async () => {
    const response = await makeBench(route).send({ ...change, headers: { 'if-match': '*' } });
    expect(response.body).toBeUndefined();
    expect(response.headers).toMatchObject({ etag: httpEtag('next') });
    expect(response.headers['content-type']).toBeUndefined();
  });
});

describe('a read', () => {
  const route = defineRoute({
    operationId: 'getShare',
    method: 'GET',
    path: '/v1/shares/{shareId}',
    summary: '',
    tag: '',
    access: 'public',
    params: z.strictObject({ shareId: z.guid() }),
    replies: { 200: z.object({ id: z.string() }) },
    errors: [],
    handler: async ({ params }) => ok(okReply({ id: params.shareId }, { etag: 'e1' })),
  });
  const params = { shareId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' };

  it('is saved the body when the caller has this version', async () => {
    const { send } = makeBench(route);
    const held = await send({ params, headers: { 'if-none-match': `W/${httpEtag('e1')}` } });
    expect(held).toMatchObject({ status: 304, headers: { etag: httpEtag('e1') } });
    expect(held.body).toBeUndefined();
    expect((await send({ params, headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('of an id that cannot be one is not found, as of any other unknown id', async () => {
    expect((await makeBench(route).send({ params: { shareId: '../x' } })).status).toBe(404);
  });

  it('refuses query parameters that it does not know', async () => {
    const response = await makeBench(route).send({ params, url: '/v1/shares/x?expand=all' });
    expect(response.status).toBe(400);
    expect(response.json.errors).toMatchObject([{ pointer: '?expand', rule: 'unknown-field' }]);
  });

  it('by HEAD has the same headers and no body', async () => {
    const response = await makeBench(route).send({ params, method: 'HEAD' });
    expect(response).toMatchObject({ status: 200, headers: { etag: httpEtag('e1') } });
    expect(response.body).toBeUndefined();
  });
});

describe('every answer', () => {
  it('keeps caches, sniffers and other origins out', async () => {
    const response = await makeBench(shareRoute()).send({ headers: { origin: 'https://evil.example' } });
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      vary: 'accept-language, origin',
    });
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('may be read by a configured origin', async () => {
    const response = await makeBench(shareRoute()).send({ headers: { origin: 'https://portal.example' } });
    expect(response.headers['access-control-allow-origin']).toBe('https://portal.example');
    expect(response.headers['access-control-expose-headers']).toContain('etag');
  });

  it('that is a page runs nothing', async () => {
    const route = defineRoute({
      operationId: 'page',
      method: 'GET',
      path: '/page',
      summary: '',
      tag: '',
      access: 'public',
      replies: { 200: rawSchema('text/html', 'A page.') },
      errors: [],
      handler: async () => ok(raw(200, 'text/html; charset=utf-8', '<p>')),
    });
    const { headers } = await makeBench(route).send();
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('speaks the language of Accept-Language, else of the token, else German', async () => {
    const route = shareRoute(async () => err({ type: 'conflict', reason: 'exists' }));
    const languageOf = async (as: typeof admin, headers: Record<string, string>) =>
      (await makeBench(route).send({ as, headers, body: goodBody })).headers['content-language'];
    expect(await languageOf(admin, {})).toBe('de');
    expect(await languageOf({ ...admin, language: 'en' }, {})).toBe('en');
    expect(await languageOf({ ...admin, language: 'en' }, { 'accept-language': 'de-AT' })).toBe('de');
  });
});
