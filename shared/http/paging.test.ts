import { expect, it } from 'vitest';
import * as z from 'zod';
import { ok } from '../kernel/result.ts';
import { defineRoute } from './contract.ts';
import { decodeCursor, encodeCursor, listOf, listReply } from './paging.ts';
import { makeBench } from './testing/bench.ts';

/** Ten entities; the store's cursor is the number of the first one of a page. */
const route = defineRoute({
  operationId: 'listThings',
  method: 'GET',
  path: '/v1/things',
  summary: '',
  tag: '',
  access: 'public',
  query: z.strictObject({ kind: z.enum(['a', 'b']).optional() }),
  paged: true,
  replies: { 200: listOf(z.object({ n: z.number() })) },
  errors: [],
  handler: async ({ page }) => {
    const start = Number(page.request.cursor ?? 0);
    const end = start + page.request.limit;
    const items = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].slice(start, end);
    return ok(listReply(page, { items, ...(end < 10 && { cursor: `${end}` }) }, (n) => ({ n })));
  },
});

it('leads through a list by its links, keeping the filter', async () => {
  const { send } = makeBench(route);
  const read: number[] = [];
  let url: string | undefined = '/v1/things?kind=b&limit=4';
  while (url !== undefined) {
    const { json, status } = await send({ url });
    expect(status).toBe(200);
    const page = json as { value: { n: number }[]; nextLink?: string };
    read.push(...page.value.map(({ n }) => n));
    url = page.nextLink;
    if (url !== undefined) expect(url).toMatch(/^https:\/\/api\.example\/v1\/things\?kind=b&limit=4&cursor=/);
  }
  expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('gives 50 entries unless told', async () => {
  const { json } = await makeBench(route).send();
  expect(json['value']).toHaveLength(10);
  expect(json['nextLink']).toBeUndefined();
});

it.each(['0', '201', '1.5', 'x', ''])('refuses limit=%s', async (limit) => {
  const { json } = await makeBench(route).send({ url: `/v1/things?limit=${limit}` });
  expect(json.errors).toMatchObject([{ pointer: '?limit' }]);
});

it.each([
  ['of another list', encodeCursor('listOthers', '4')],
  ['made by hand', '4'],
  ['of another form', Buffer.from('{"c":"4"}').toString('base64url')],
  ['with more in it', Buffer.from('{"r":"listThings","c":"4","x":1}').toString('base64url')],
])('refuses a cursor %s', async (_, cursor) => {
  const { status, json } = await makeBench(route).send({ url: `/v1/things?cursor=${cursor}` });
  expect(status).toBe(400);
  expect(json.errors).toMatchObject([{ pointer: '?cursor', rule: 'cursor' }]);
});

it('refuses a parameter given twice', async () => {
  const { json } = await makeBench(route).send({ url: '/v1/things?limit=1&limit=2' });
  expect(json.errors).toMatchObject([{ pointer: '?limit', rule: 'duplicate-field' }]);
});

it('refuses more parameters than any route has, by one word', async () => {
  const query = Array.from({ length: 51 }, (_, n) => `p${n}=1`).join('&');
  const { json } = await makeBench(route).send({ url: `/v1/things?${query}` });
  expect(json.errors).toMatchObject([{ pointer: '?', rule: 'max-items' }]);
});

it('takes its own cursor back', () => {
  expect(decodeCursor('listThings', encodeCursor('listThings', 'Zürich|1'))).toEqual(ok('Zürich|1'));
});
