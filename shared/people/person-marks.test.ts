import { expect, it } from 'vitest';
import { contact } from '../../tests/support/people.ts';
import { blankCard } from '../contacts/blank-card.test-data.ts';
import type { Contact } from '../contacts/contact.ts';
import { marksOf, receiverMark, recognisable, recognisableCard } from './person-marks.ts';
import { recogniseMarks } from './recognise.ts';

const nobody = { emails: new Set<string>(), numbers: new Set<string>() };
const guid = 'E41CA000-0000-4000-8000-0000000000ca';
const phones: Contact['phones'] = [{ kind: 'mobile', original: '0171 1234567', e164: '+491711234567' }];
const erika = contact(guid, { displayName: 'Erika Canaria', emails: ['erika@firma.example'], phones });
const { isErased, hasMark } = recogniseMarks(
  new Set(marksOf([{ sourceId: 's1', contact: erika }], [nobody])),
);
const known = (fields: Partial<Contact>, key = 'other') =>
  isErased(recognisable('s2', { ...contact(key), emails: [], phones: [], ...fields }));

it('[T5] an erased person is known again by id, address, or number with name, in any source', () => {
  expect(known({}, guid.toLowerCase())).toBe(true);
  expect(known({ entraId: guid })).toBe(true);
  expect(known({ emails: ['Erika@Firma.example'] })).toBe(true);
  expect(known({ phones, displayName: 'Canaria, Dr. Erika' })).toBe(true);
});

it('[T5] an erased person is known in a snapshot by any of his entries', () => {
  const card = { ...blankCard, displayName: 'Unter anderem Namen' };
  const isKnown = (key: string, ...aliases: string[]) => isErased(recognisableCard({ key, aliases, card }));
  expect(isKnown('s2/other', `s1/${guid}`)).toBe(true);
  expect(isKnown(`s1/${guid}`)).toBe(true);
  expect(isKnown('s2/other', 's3/other')).toBe(false);
});

it('[T5] a number or a name alone is nobody’s', () => {
  expect(known({ phones, displayName: 'Nils Nachfolger' })).toBe(false);
  expect(known({ displayName: 'Erika Canaria' })).toBe(false);
});

it('[T5] an address that others have, or a desk’s, needs the name, too', () => {
  const desk = contact('k1', {
    displayName: 'Erika Canaria',
    emails: ['info@firma.example', 'team7@firma.example'],
  });
  const shared = { emails: new Set(['team7@firma.example']), numbers: new Set<string>() };
  const erased = recogniseMarks(new Set(marksOf([{ sourceId: 's1', contact: desk }], [shared])));
  for (const email of desk.emails) {
    const of = (displayName: string) =>
      erased.isErased(recognisable('s2', contact('k2', { displayName, emails: [email], phones: [] })));
    expect([email, of('Nils Nachfolger'), of('Erika Canaria')]).toEqual([email, false, true]);
  }
  // A key that is no object id is one of its own source.
  const another = contact('k1', { displayName: 'Somebody', emails: [], phones: [] });
  expect(erased.isErased(recognisable('s2', another))).toBe(false);
  expect(erased.isErased(recognisable('s1', another))).toBe(true);
});

it('[T5][N1] the receiver of a mail is known by address or object id', () => {
  for (const receiver of [' Erika@Firma.example', guid, guid.toLowerCase()])
    expect([receiver, hasMark(receiverMark(receiver))]).toEqual([receiver, true]);
  expect(hasMark(receiverMark('nils@firma.example'))).toBe(false);
});
