import { expect, it } from 'vitest';
import { contact } from '../../tests/support/people.ts';
import type { Contact } from '../contacts/contact.ts';
import { defaultFieldPolicy } from '../contacts/field-policy.ts';
import { mergePeople } from '../contacts/merge-people.ts';
import { buildSnapshot } from './build-snapshot.ts';

const sourceOf = (sourceId: string, people: readonly Contact[]) => ({
  sourceId,
  people,
  keysAreEntraIds: false,
});

const entra = sourceOf('entra', [
  contact('e3', { displayName: 'Zoë Groß', phones: [], photo: 'aa' }),
  contact('e1', {
    givenName: 'Anna',
    surname: 'Berger',
    emails: ['anna@firma.example'],
    managerKey: 'e2',
    jobTitle: 'Leiterin',
    businessAddress: { street: 'Weg 1', city: 'Köln' },
  }),
  contact('e2', {
    displayName: 'Max Chef',
    emails: ['a', 'b', 'c', 'd'].map((each) => `${each}@max.example`),
  }),
]);
const ad = sourceOf('ad', [
  contact('a1', {
    givenName: 'Anna',
    surname: 'Berger',
    emails: ['ANNA@firma.example'],
    department: 'Vertrieb',
  }),
  contact('a2', { displayName: 'Bernd Klein' }),
  contact('a4', { displayName: 'Clara Lang' }),
]);
const before = [
  { key: 'ad/a1' },
  { key: 'gone/1', aliases: ['entra/e0', 'ad/a4'] },
  { key: 'gone/2', aliases: ['entra/e0'] },
];
const nameOf = (sourceId: string, key: string) =>
  sourceId === 'entra' && key === 'e2' ? 'Max Chef' : undefined;

/**
 * A version that changes by itself, without a change of anybody's, lets every run look at every mailbox again and, where the
 * cards changed with it, write every contact anew. Whoever changes this line means it.
 */
it('[H4] the version of given people is one for good, also of merged ones and those whose keys go on', async () => {
  const share = { fields: { ...defaultFieldPolicy, manager: true, photo: true }, note: 'von Müller' };
  const { snapshot } = await buildSnapshot(share, mergePeople([entra, ad]), nameOf, before);
  expect([...snapshot.contacts].map(({ key, aliases }) => [key, ...(aliases ?? [])])).toEqual([
    ['ad/a1', 'entra/e1'],
    ['ad/a2'],
    ['entra/e2'],
    ['entra/e3'],
    ['gone/1', 'ad/a4'],
  ]);
  expect(snapshot.version).toBe('7c6e6bc53c12ed1f0841a09de2181d1b');
  const alone = await buildSnapshot({ fields: defaultFieldPolicy }, mergePeople([entra]), nameOf);
  expect(alone.snapshot.version).toBe('a0e8b63c6ded18efe033d0ecdefa456b');
});
