import { expect, it } from 'vitest';
import { contact } from '../../tests/support/people.ts';
import { duplicatesAmong } from './duplicates.ts';

const named = (key: string, displayName: string, email: string, e164: string) =>
  contact(key, { displayName, emails: [email], phones: [{ kind: 'business', original: e164, e164 }] });

it('[S8] entries of the same name with an address or a number in common look like one person', () => {
  const found = duplicatesAmong([
    named('1', 'Anna Berger', 'anna@x.de', '+491'),
    named('2', 'Berger, Anna', 'a.berger@x.de', '+491'),
    named('3', 'Dr. Anna Berger', 'ANNA@x.de', '+493'),
    named('4', 'Bernd Klein', 'anna@x.de', '+491'),
    named('5', 'Anna Berger', 'anna@y.de', '+495'),
  ]);
  expect([...found]).toEqual([
    ['1', ['2', '3']],
    ['3', ['1']],
    ['2', ['1']],
  ]);
});

it('entries without a name look like nobody, and of very many alike some are named', () => {
  const { displayName: _, ...blank } = contact('1');
  expect(duplicatesAmong([blank, { ...blank, key: '2' }]).size).toBe(0);
  const crowd = Array.from({ length: 3000 }, (_, n) => named(`${n}`, 'Test', 'test@x.de', '+491'));
  expect(duplicatesAmong(crowd).get('2999')).toHaveLength(10);
});
