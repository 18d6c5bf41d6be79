import { expect, it } from 'vitest';
import { contact, contacts, inPages } from '../../tests/support/people.ts';
import { makeSourceBench, sourceId } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import type { Contact } from '../contacts/contact.ts';
import { asId, type SourceId } from '../kernel/ids.ts';
import { makeFindPeople } from './find-people.ts';
import { toTerms } from './person-terms.ts';

const second = asId<SourceId>('5f0c0000-0000-4000-8000-000000000002');
const number = (e164: string): Contact['phones'] => [{ kind: 'business', original: e164, e164 }];

const open = async (first: readonly Contact[], other: readonly Contact[]) => {
  const bench = makeSourceBench();
  await bench.have();
  await bench.haveSource({ state: 'ready' });
  await bench.haveSource({ id: second, state: 'ready' });
  const end = () => ({ fullReadAt: '2026-03-01T00:00:00.000Z' });
  await bench.contacts.replaceAll(bench.ctx, sourceId, inPages(first), end, { keepPhotos: false });
  await bench.contacts.replaceAll(bench.ctx, second, inPages(other), end, { keepPhotos: false });
  const find = makeFindPeople(bench);
  return (terms: { emails?: string[]; phones?: string[]; ids?: string[] }) =>
    find(bench.ctx, succeeded(toTerms({ emails: [], phones: [], ids: [], ...terms }, 'DE')));
};
const idsOf = (found: Awaited<ReturnType<Awaited<ReturnType<typeof open>>>>) =>
  succeeded(found).people.map(({ entries }) => entries.map(({ id }) => id));

it('[T5] finds also what only another entry of the person leads to', async () => {
  const find = await open(
    [contact('a', { displayName: 'Erika Canaria', emails: ['e@firma.example'], phones: number('+4989111') })],
    [
      contact('b', {
        displayName: 'Canaria Erika',
        emails: ['privat@home.example'],
        phones: number('+4989111'),
      }),
      contact('c', {
        displayName: 'Nils Nachfolger',
        emails: ['n@firma.example'],
        phones: number('+4989222'),
      }),
    ],
  );
  const both = [[`${sourceId}/a`, `${second}/b`]];
  expect(idsOf(await find({ emails: ['privat@HOME.example'] }))).toEqual(both);
  expect(idsOf(await find({ ids: ['A'] }))).toEqual(both);
  expect(idsOf(await find({ emails: ['nobody@firma.example'] }))).toEqual([]);
});

it('[T5] who only shares a number is another person, and a number of everybody’s is refused', async () => {
  const everybody = contacts(30);
  const find = await open(everybody, [
    contact('z', { displayName: 'Person k1', emails: ['z@firma.example'] }),
  ]);
  // The number of all of them is in none of the steps: the name alone joins nobody.
  expect(idsOf(await find({ emails: ['k1@firma.example'] }))).toEqual([[`${sourceId}/k1`]]);
  const refused = await find({ phones: ['089 123456-12'] });
  expect(refused).toMatchObject({ error: { errors: [{ rule: 'too-many-people' }] } });
});
