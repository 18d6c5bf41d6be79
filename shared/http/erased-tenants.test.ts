import { expect, it } from 'vitest';
import { makeBench, user } from './testing/bench.ts';
import { shareRoute } from './testing/share-route.ts';

const body = { displayName: 'Vertrieb' };
const isBeingErased = async () => true;

it('[T6] a tenant that is being erased is refused before anything of its request is read or kept', async () => {
  const bench = makeBench(shareRoute(), { isBeingErased });
  const headers = { 'idempotency-key': 'k1' };
  const { status, json } = await bench.send({ as: user('Admin'), body: '{broken', headers });
  expect([status, json['reason']]).toEqual([409, 'tenant-erasing']);
  expect(json.detail).toContain('gelöscht');
  expect(bench.records.size()).toBe(0);
});

it('[T6] whoever lacks the role or a token learns nothing of it', async () => {
  const { send } = makeBench(shareRoute(), { isBeingErased });
  expect((await send({ as: user('Reader'), body })).status).toBe(403);
  expect((await send({ body })).status).toBe(401);
});

it('[T6] what tells of the erasure itself is answered all the same', async () => {
  const { send } = makeBench({ ...shareRoute(), whileErasing: true }, { isBeingErased });
  expect((await send({ as: user('Admin'), body })).status).toBe(201);
});
