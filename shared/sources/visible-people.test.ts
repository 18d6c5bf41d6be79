import { expect, it } from 'vitest';
import { contact } from '../../tests/support/people.ts';
import { sourceOf } from '../../tests/support/source-fixtures.ts';
import { visiblePeople } from './visible-people.ts';

const fax = { kind: 'businessFax', original: '089 1', e164: '+49891' } as const;
const people = [
  contact('anna', { photo: 'aa' }),
  contact('off', { enabled: false }),
  contact('hidden', { hidden: true }),
  contact('fax', { phones: [fax] }),
  contact('none', { phones: [] }),
];
const keys = (fields: Parameters<typeof sourceOf>[0]) =>
  visiblePeople(sourceOf(fields), people).map(({ key }) => key);

it('[S0] shows everyone who is switched on and not hidden, or only those with a telephone number', () => {
  expect(keys({})).toEqual(['anna', 'fax', 'none']);
  expect(keys({ filter: 'only-with-number' })).toEqual(['anna']);
});

it('[S0] shows disabled and hidden people where that is wanted', () => {
  expect(keys({ includeDisabled: true })).toEqual(['anna', 'off', 'fax', 'none']);
  expect(keys({ includeHidden: true })).toEqual(['anna', 'hidden', 'fax', 'none']);
});

it('shows no photo where none is wanted', () => {
  const [anna] = visiblePeople(sourceOf({ includePhotos: false }), people);
  expect(anna).toEqual(contact('anna'));
});
