import { expect, it } from 'vitest';
import { throttledFor } from '../../tests/support/fake-directory.ts';
import { makeMailboxBench } from '../../tests/support/mailbox-source.ts';
import { makeSourceBench, sourceId } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { toContact } from '../contacts/to-contact.ts';
import { ok } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import { makeChangeSource } from './change-source.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const open = async (options: Parameters<typeof makeSourceBench>[0] = {}) => {
  const bench = makeSourceBench(options);
  await bench.have();
  await bench.haveSource();
  for (const key of ['anna', 'berta', 'carla', 'dora']) bench.put(key);
  return bench;
};

it('[S1] first reads everyone, numbers in the way of the tenant’s country, and keeps what it found', async () => {
  const bench = await open();
  bench.put('emil', { businessPhones: ['12'] });
  bench.put('frida', { businessPhones: [] });
  succeeded(await bench.refresh());
  expect(bench.reads).toEqual(['full']);
  expect(await bench.everyone()).toEqual([...bench.people.values()].map((person) => toContact(person, 'DE')));
  expect(await bench.source()).toMatchObject({
    state: 'ready',
    lastRefresh: {
      finishedAt: '2026-03-01T08:00:00.000Z',
      kind: 'full',
      contacts: 6,
      withoutNumber: 2,
      unusableNumbers: 1,
      changed: 6,
      removed: 0,
    },
  });
  expect(await bench.source()).not.toHaveProperty('leaseUntil');
});

it('[S1] then reads what changed', async () => {
  const bench = await open();
  succeeded(await bench.refresh());
  bench.put('anna', { surname: 'Neu' });
  bench.put('gerd');
  bench.take('berta');
  bench.put('hans');
  bench.take('hans');
  succeeded(await bench.refresh());
  expect(bench.reads).toEqual(['full', 'delta']);
  expect((await bench.everyone()).map(({ key, surname }) => [key, surname])).toEqual([
    ['anna', 'Neu'],
    ['carla', undefined],
    ['dora', undefined],
    ['gerd', undefined],
  ]);
  expect((await bench.source())?.lastRefresh).toMatchObject({
    kind: 'delta',
    contacts: 4,
    changed: 2,
    removed: 1,
  });
});

it('[S1] reads everyone again when the link has expired, when told to, and once in a while', async () => {
  const bench = await open();
  succeeded(await bench.refresh());
  bench.control.linksExpired = true;
  bench.take('anna');
  succeeded(await bench.refresh());
  expect(bench.reads).toEqual(['full', 'delta', 'full']);
  expect((await bench.everyone()).map(({ key }) => key)).toEqual(['berta', 'carla', 'dora']);
  succeeded(await bench.refresh({ mode: 'full' }));
  bench.advance(29 * day);
  succeeded(await bench.refresh());
  bench.advance(2 * day);
  succeeded(await bench.refresh());
  expect(bench.reads.slice(3)).toEqual(['full', 'delta', 'full']);
});

it('leaves out who left while everyone was being read', async () => {
  const bench = await open({ pageSize: 2 });
  const { directory } = bench;
  const read = directory.readPeople;
  directory.readPeople = async function* (ctx, link) {
    if (link !== undefined) return yield* read(ctx, link);
    let page = 0;
    for await (const each of read(ctx)) {
      yield ++page === 2 && each.ok ? ok({ ...each.value, removed: ['anna'] }) : each;
    }
  };
  succeeded(await bench.refresh());
  expect((await bench.everyone()).map(({ key }) => key)).toEqual(['berta', 'carla', 'dora']);
  expect(await bench.contacts.head(bench.ctx, sourceId)).toHaveProperty('link');
});

it('asks for photos of new and changed people, twenty a call, and keeps each photo once', async () => {
  const bench = await open();
  for (let n = 0; n < 40; n++) bench.put(`p${n}`, {}, n % 2 === 0 ? 'same face' : undefined);
  succeeded(await bench.refresh());
  expect(bench.photoCalls.every((keys) => keys.length <= 20)).toBe(true);
  expect(bench.photoCalls.flat().length).toBe(44);
  const photos = new Set((await bench.everyone()).map(({ photo }) => photo).filter(Boolean));
  expect(photos.size).toBe(1);
  const bytes = await bench.contacts.photo(bench.ctx, sourceId, [...photos][0] ?? '');
  expect(Buffer.from(bytes ?? []).toString()).toBe('same face');

  bench.photoCalls.length = 0;
  bench.put('p1', { surname: 'Neu' }, 'new face');
  succeeded(await bench.refresh());
  expect(bench.photoCalls).toEqual([['p1']]);
  succeeded(await bench.refresh());
  expect(bench.photoCalls).toHaveLength(1);
});

it('notices at a full read that a photo was taken away, and removes it', async () => {
  const bench = await open();
  bench.put('anna', {}, 'face');
  succeeded(await bench.refresh());
  const hash = (await bench.everyone())[0]?.photo ?? '';
  bench.put('anna', {});
  succeeded(await bench.refresh({ mode: 'full' }));
  expect((await bench.everyone())[0]).not.toHaveProperty('photo');
  expect(await bench.contacts.photo(bench.ctx, sourceId, hash)).toBeUndefined();
});

it('asks for no photo of a source without, and drops those that it had [T5]', async () => {
  const bench = await open();
  bench.put('anna', {}, 'face');
  succeeded(await bench.refresh());
  const hash = (await bench.everyone())[0]?.photo ?? '';
  await bench.setSource((source) => ({ ...source, includePhotos: false }));
  bench.photoCalls.length = 0;
  succeeded(await bench.refresh({ mode: 'full' }));
  expect(bench.photoCalls).toEqual([]);
  expect(await bench.contacts.photo(bench.ctx, sourceId, hash)).toBeUndefined();
});

it('a throttled photo holds up nothing: contacts are ready, the rest of the photos comes later', async () => {
  const bench = await open();
  for (let n = 0; n < 60; n++) bench.put(`p${n}`, {}, 'face');
  bench.control.photoFailure = throttledFor(120);
  bench.control.photoCallsLeft = 2;
  succeeded(await bench.refresh({ attempt: 1 }));
  expect(await bench.source()).toMatchObject({ state: 'ready' });
  expect((await bench.everyone()).filter(({ photo }) => photo !== undefined).length).toBeGreaterThan(0);
  expect(bench.queued()).toMatchObject([
    { body: { sourceId, attempt: 2 }, notBefore: bench.clock.now() + 120_000 },
  ]);
  bench.control.photoFailure = undefined;
  succeeded(await bench.refresh());
  expect((await bench.everyone()).filter(({ photo }) => photo !== undefined)).toHaveLength(60);
});

it('a throttled read is recorded and taken up again at the time that was given', async () => {
  const bench = await open();
  succeeded(await bench.refresh());
  bench.control.failAtPage = { page: 1, failure: throttledFor(90) };
  expect(await bench.refresh({ attempt: 1, mode: 'full' })).toEqual({ ok: false, error: throttledFor(90) });
  expect(await bench.source()).toMatchObject({
    state: 'failed',
    lastError: { at: '2026-03-01T08:00:00.000Z', reason: 'throttled' },
    lastRefresh: { contacts: 4 },
  });
  expect(bench.queued()).toMatchObject([
    { body: { sourceId, mode: 'full', attempt: 2 }, notBefore: bench.clock.now() + 90_000 },
  ]);
  expect(await bench.everyone()).toHaveLength(4);
});

it('a service that fails is tried again after 1, 2, 4 … minutes, and given up after the eighth time', async () => {
  const bench = await open();
  bench.control.failAtPage = { page: 1, failure: { type: 'unavailable', service: 'graph' } };
  for (let attempt = 1; attempt <= 8; attempt++) await bench.refresh({ attempt });
  const waits = bench.queued().map(({ notBefore }) => ((notBefore ?? 0) - bench.clock.now()) / minute);
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64]);
  bench.control.failAtPage = undefined;
  succeeded(await bench.refresh());
  expect(await bench.source()).not.toHaveProperty('lastError');
});

it('a read that breaks off on its second page leaves the contacts of the former one', async () => {
  const bench = await open({ pageSize: 2 });
  succeeded(await bench.refresh());
  bench.take('anna');
  bench.put('zora');
  bench.control.failAtPage = { page: 2, failure: { type: 'unavailable', service: 'graph' } };
  await bench.refresh({ mode: 'full' });
  expect((await bench.everyone()).map(({ key }) => key)).toEqual(['anna', 'berta', 'carla', 'dora']);
});

it('[T6] a withdrawn consent is kept in the source and in the tenant, told, and ends by itself', async () => {
  const bench = makeSourceBench();
  await bench.have({ notificationAddress: 'it@mueller.example' });
  await bench.haveSource();
  const failure = { type: 'consent-required', missingPermissions: ['User.Read.All'] } as const;
  bench.control.failAtPage = { page: 1, failure };
  await bench.refresh({ attempt: 1 });
  await bench.refresh({ attempt: 1 });
  expect(await bench.source()).toMatchObject({ state: 'failed', lastError: { reason: 'consent-required' } });
  expect(await bench.tenant()).toMatchObject({ state: 'consent-lost' });
  expect(await bench.mails()).toEqual(['consent-lost']);
  expect(bench.queued()).toEqual([]);

  bench.control.failAtPage = undefined;
  succeeded(await bench.refresh());
  expect(await bench.tenant()).toMatchObject({ state: 'active' });
});

it('[T3] a policy’s refusal is kept with its code', async () => {
  const bench = await open();
  bench.control.failAtPage = { page: 1, failure: { type: 'access-blocked', code: '53003' } };
  await bench.refresh();
  expect((await bench.source())?.lastError).toMatchObject({ reason: 'access-blocked', code: '53003' });
  expect(await bench.tenant()).toMatchObject({ state: 'access-blocked', blockedBy: '53003' });
});

it('a tenant that is not set up cannot be read', async () => {
  const bench = makeSourceBench();
  await bench.haveSource();
  expect(await bench.refresh()).toEqual({ ok: false, error: { type: 'tenant-unknown' } });
  expect(await bench.source()).toMatchObject({ state: 'failed', lastError: { reason: 'tenant-unknown' } });
});

it('a fault of the storage is recorded as unavailable; another fault is thrown and ends the lease', async () => {
  const bench = await open();
  bench.control.onPage = async () => {
    throw new ServiceError('table storage');
  };
  expect(await bench.refresh()).toEqual({
    ok: false,
    error: { type: 'unavailable', service: 'table storage' },
  });
  bench.control.onPage = async () => {
    throw new TypeError('bug');
  };
  await expect(bench.refresh({ attempt: 1 })).rejects.toThrow('bug');
  expect(await bench.source()).toMatchObject({ state: 'failed' });
  expect(await bench.source()).not.toHaveProperty('leaseUntil');
  expect(bench.queued()).toEqual([]);
});

it('[S2] a server that is away is asked again, one that refuses is not; both say why', async () => {
  const asked = async (reason: 'unreachable' | 'certificate') => {
    const bench = await makeMailboxBench();
    bench.refusing.refusal = reason;
    await bench.refresh({ attempt: 1 });
    expect((await bench.source())?.lastError).toMatchObject({ reason, code: 'X1' });
    expect(await bench.mails()).toEqual([]);
    return bench.queued().length;
  };
  expect(await asked('unreachable')).toBe(1);
  expect(await asked('certificate')).toBe(0);
});

it('[S0] other settings are another place: everyone is read there', async () => {
  const bench = await makeMailboxBench();
  await bench.refresh();
  await bench.refresh();
  const change = makeChangeSource(bench);
  succeeded(await change(bench.ctx, sourceId, () => true, { settings: { mailbox: 'other@firma.example' } }));
  expect(bench.queued()).toHaveLength(1);
  await bench.refresh();
  await bench.refresh();
  expect(bench.links).toEqual([undefined, 'next', undefined, 'next']);
});
