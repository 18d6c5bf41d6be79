import { expect, it } from 'vitest';
import { contact, inPages } from '../../tests/support/people.ts';
import { makeSourceBench, sourceId } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { makeReadQuality } from './read-quality.ts';

const open = async () => {
  const bench = makeSourceBench();
  await bench.haveSource({ filter: 'only-with-number' });
  return { ...bench, read: makeReadQuality(bench) };
};
const internal = { kind: 'business', original: '412', e164: null, problem: 'internal' } as const;

it('[S8] counts what is wrong and names whom it is about, whatever the source shows', async () => {
  const bench = await open();
  const people = [
    contact('ok'),
    contact('zoe', { displayName: 'Zoe', phones: [internal] }),
    contact('ada', { displayName: 'Ada', phones: [] }),
    contact('ada2', { displayName: 'ADA', emails: ['ada@firma.example'] }),
    contact('off', { enabled: false, phones: [] }),
  ];
  const end = () => ({ fullReadAt: '2026-03-01T08:00:00.000Z' });
  await bench.contacts.replaceAll(bench.ctx, sourceId, inPages(people), end, { keepPhotos: false });
  expect(succeeded(await bench.read(bench.ctx, sourceId))).toEqual({
    kind: 'entra-id',
    quality: { people: 4, withoutNumber: 2, unusable: { internal: 1 }, trimmed: {} },
    duplicates: 2,
    findings: [
      {
        key: 'ada',
        name: 'Ada',
        withoutNumber: true,
        unusable: [],
        duplicates: [{ key: 'ada2', name: 'ADA' }],
      },
      {
        key: 'ada2',
        name: 'ADA',
        withoutNumber: false,
        unusable: [],
        duplicates: [{ key: 'ada', name: 'Ada' }],
      },
      {
        key: 'zoe',
        name: 'Zoe',
        withoutNumber: true,
        unusable: [{ original: '412', problem: 'internal' }],
        duplicates: [],
      },
    ],
  });
});

it('says that a source was not read yet, and that there is none', async () => {
  const bench = await open();
  expect(await bench.read(bench.ctx, sourceId)).toMatchObject({ error: { reason: 'source-not-ready' } });
  expect(await bench.read(bench.ctx, 'x')).toMatchObject({ error: { type: 'not-found' } });
});
