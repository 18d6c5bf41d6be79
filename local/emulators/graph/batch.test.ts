import { describe, expect, it } from 'vitest';
import { mailboxOwner, testEmulator } from './test-emulator.ts';

const owner = mailboxOwner();
const json = { 'Content-Type': 'application/json' };
const create = (id: string, user = owner.id, extra: object = {}) => ({
  id,
  method: 'POST',
  url: `/users/${user}/contacts`,
  headers: json,
  body: { givenName: `N${id}` },
  ...extra,
});

interface PartAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly id: string; readonly error: { readonly code: string } };
}

const byId = (answer: { readonly json: { readonly responses: readonly PartAnswer[] } }) =>
  Object.fromEntries(answer.json.responses.map((part) => [part.id, part]));

describe('a batch', () => {
  it('answers each part by its id in a shuffled order', async () => {
    const { call } = await testEmulator();
    const requests = Array.from({ length: 20 }, (_, index) =>
      create(String(index), mailboxOwner(index % 10).id),
    );
    const answer = await call('POST', '/$batch', { requests });
    expect(answer.status).toBe(200);
    const ids = answer.json.responses.map(({ id }: PartAnswer) => id);
    expect([...ids].sort((a, b) => a - b)).toEqual(requests.map(({ id }) => id));
    expect(ids).not.toEqual(requests.map(({ id }) => id));
    expect(answer.json.responses.every(({ status }: PartAnswer) => status === 201)).toBe(true);
  });

  it('throttles what goes beyond four of one mailbox', async () => {
    const { call, emulator } = await testEmulator();
    const requests = ['1', '2', '3', '4', '5', '6'].map((id) => create(id));
    const parts = byId(await call('POST', '/$batch', { requests }));
    expect(Object.values(parts).filter(({ status }) => status === 201)).toHaveLength(4);
    const refused = Object.values(parts).filter(({ status }) => status === 429);
    expect(refused.map(({ headers }) => headers['Retry-After'])).toEqual(['1', '1']);
    expect(emulator.counters()).toMatchObject({
      throttled: 2,
      contactCreates: 4,
      batches: 1,
      batchedRequests: 6,
      httpCalls: 1,
      requests: 6,
    });
  });

  it('takes Prefer from the part and not from the whole', async () => {
    const { call } = await testEmulator();
    const prefer = { Prefer: 'IdType="ImmutableId"' };
    const created = byId(
      await call(
        'POST',
        '/$batch',
        { requests: [create('1'), create('2', owner.id, { headers: { ...json, ...prefer } })] },
        prefer,
      ),
    );
    expect(created['1']?.body.id).toMatch(/^AAMk/);
    expect(created['2']?.body.id).toMatch(/^AAkALg/);
  });

  it('carries a photo as base64 both ways', async () => {
    const { call } = await testEmulator();
    const created = byId(await call('POST', '/$batch', { requests: [create('1')] }));
    const url = `/users/${owner.id}/contacts/${created['1']?.body.id}/photo/$value`;
    const photo = mailboxOwner(3).photo;
    const put = { id: '1', method: 'PUT', url, headers: { 'Content-Type': 'image/jpeg' }, body: photo };
    const answer = byId(
      await call('POST', '/$batch', { requests: [put, { id: '2', method: 'GET', url, dependsOn: ['1'] }] }),
    );
    expect(answer['1']?.status).toBe(200);
    expect(answer['2']).toMatchObject({
      status: 200,
      headers: { 'Content-Type': 'image/jpeg' },
      body: photo,
    });
  });

  it('fails what depends on a failed part with 424', async () => {
    const { call } = await testEmulator();
    const requests = [
      create('1', owner.id, { body: { nonsense: 1 } }),
      create('2', owner.id, { dependsOn: ['1'] }),
      create('3', owner.id, { dependsOn: ['2'] }),
    ];
    const parts = byId(await call('POST', '/$batch', { requests }));
    expect(['1', '2', '3'].map((id) => parts[id]?.status)).toEqual([400, 424, 424]);
  });

  it.each([
    ['21 parts', Array.from({ length: 21 }, (_, index) => create(String(index)))],
    ['no parts', []],
    ['the same id twice', [create('1'), create('1')]],
    ['no id', [{ method: 'GET', url: '/users' }]],
    ['an absolute url', [{ id: '1', method: 'GET', url: 'https://graph.microsoft.com/v1.0/users' }]],
    ['a malformed url', [{ id: '1', method: 'GET', url: '/users/%E0%A4%A' }]],
    ['a write without content type', [create('1', owner.id, { headers: {} })]],
    ['a dependency on nobody', [create('1'), create('2', owner.id, { dependsOn: ['9'] })]],
    [
      'mixed dependencies',
      [
        create('1'),
        create('2', owner.id, { dependsOn: ['1'] }),
        create('3'),
        create('4', owner.id, { dependsOn: ['1', '2'] }),
      ],
    ],
  ])('with %s is refused whole with 400', async (_, requests) => {
    const { call, emulator } = await testEmulator();
    expect((await call('POST', '/$batch', { requests })).status).toBe(400);
    expect(emulator.counters()['contactCreates']).toBe(0);
  });
});
