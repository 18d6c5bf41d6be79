import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ok } from '../kernel/result.ts';
import { rawBody } from './body.ts';
import { defineRoute } from './contract.ts';
import { okReply } from './reply.ts';
import { makeBench } from './testing/bench.ts';

const common = {
  operationId: 'x',
  path: '/v1/x',
  summary: '',
  tag: '',
  access: 'public',
  errors: [],
} as const;
const echo = (method: 'POST' | 'PATCH' = 'POST') =>
  defineRoute({
    ...common,
    method,
    body: z.unknown(),
    maxBodyBytes: 1000,
    replies: { 200: z.unknown() },
    handler: async ({ body }) => ok(okReply(body)),
  });

describe('a body', () => {
  it('over the limit is refused, by its announced and by its true size', async () => {
    const { send } = makeBench(echo());
    const announced = await send({ body: '{}', headers: { 'content-length': '1001' } });
    expect(announced).toMatchObject({ status: 413, json: { limit: 1000 } });
    expect((await send({ body: `"${'x'.repeat(999)}"` })).status).toBe(413);
    expect((await send({ body: `"${'x'.repeat(998)}"` })).status).toBe(200);
  });

  it.each([
    ['POST', 'application/json', 200],
    ['POST', 'Application/JSON; charset=UTF-8', 200],
    ['POST', 'application/json; charset="utf-8"', 200],
    ['POST', 'application/vnd.example+json', 200],
    ['POST', 'application/json; charset=iso-8859-1', 415],
    ['POST', 'text/plain', 415],
    ['POST', '', 415],
    ['PATCH', 'application/merge-patch+json', 200],
    ['PATCH', 'application/json-patch+json', 415],
  ] as const)('%s of %s → %s', async (method, type, status) => {
    const response = await makeBench(echo(method)).send({ body: '{}', headers: { 'content-type': type } });
    expect(response.status).toBe(status);
  });

  it('that is compressed is refused', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect((await makeBench(echo()).send({ body: '{}', headers })).status).toBe(415);
  });

  it('that is missing or no UTF-8 is refused as such', async () => {
    const { send } = makeBench(echo());
    const missing = await send({ headers: { 'content-type': 'application/json' } });
    expect(missing.json.errors).toMatchObject([{ pointer: '', rule: 'body-required' }]);
    const latin = await send({ body: new Uint8Array([0x22, 0xfc, 0x22]) });
    expect(latin.json.errors).toMatchObject([{ rule: 'utf-8' }]);
  });

  it('that nobody asked for is refused, unless it says nothing', async () => {
    const route = defineRoute({
      ...common,
      method: 'POST',
      replies: { 200: z.unknown() },
      handler: async () => ok(okReply(1)),
    });
    expect((await makeBench(route).send({ body: '{ }' })).status).toBe(200);
    expect((await makeBench(route).send()).status).toBe(200);
    const response = await makeBench(route).send({ body: { force: true } });
    expect(response.json.errors).toMatchObject([{ pointer: '', rule: 'no-body' }]);
  });

  it('may be a file', async () => {
    const route = defineRoute({
      ...common,
      method: 'POST',
      body: rawBody('text/csv', 'text/vcard'),
      replies: { 200: z.unknown() },
      handler: async ({ body }) => ok(okReply({ [body.mediaType]: body.text })),
    });
    const { send } = makeBench(route);
    expect((await send({ body: 'a;b', headers: { 'content-type': 'text/csv' } })).json).toEqual({
      'text/csv': 'a;b',
    });
    expect((await send({ body: 'a;b', headers: { 'content-type': 'application/json' } })).status).toBe(415);
  });
});
