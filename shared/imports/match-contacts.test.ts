import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankCard } from '../contacts/blank-card.test-data.ts';
import type { Card } from '../contacts/card.ts';
import type { ReportedContact } from './mailboxes.ts';
import { makeMatchContacts } from './match-contacts.ts';
import type { Desired } from './plan-mailbox.ts';

const match = makeMatchContacts('DE');
const email = (...addresses: readonly string[]) => ({
  emailAddresses: addresses.map((address) => ({ address, name: 'x' })),
});
const wanted = (tag: string, card: Partial<Card>): Desired => ({
  tag,
  card: { ...blankCard, ...card },
  hash: tag,
  photo: '',
});
const there = (id: string, card: Partial<Card>): ReportedContact => ({
  id,
  changeKey: id,
  card: { ...blankCard, ...card },
});
const matches = (desired: readonly Desired[], contacts: readonly ReportedContact[]) =>
  Object.fromEntries([...match(desired, contacts)].map(([tag, { id }]) => [tag, id]));

const anna = { givenName: 'Anna', surname: 'Berger', displayName: 'Anna Berger' };

describe('[I11] contacts that are there already', () => {
  it('are matched by e-mail address, whatever its casing, before anything else', () => {
    const desired = [
      wanted('a', { ...anna, ...email('anna@mueller.example'), mobilePhone: '+491713920027' }),
    ];
    const byEmail = there('1', { displayName: 'Anni', ...email('Anna@Mueller.example') });
    const byNumber = there('2', { ...anna, mobilePhone: '0171 3920027' });
    expect(matches(desired, [byNumber, byEmail])).toEqual({ a: '1' });
  });

  it.each([['0171 3920027'], ['+49 (171) 392-0027'], ['0049 171 3920027']])(
    'are matched by number, typed as %s',
    (typed) => {
      const desired = [wanted('a', { ...anna, mobilePhone: '+491713920027' })];
      expect(matches(desired, [there('1', { displayName: 'Berger', homePhones: [typed] })])).toEqual({
        a: '1',
      });
      expect(matches(desired, [there('1', { businessPhones: [typed] })])).toEqual({ a: '1' });
    },
  );

  it('are left alone where a number in common is all, and the names are two people’s', () => {
    const desired = [wanted('a', { ...anna, businessPhones: ['+49891234567'] })];
    expect(
      matches(desired, [there('1', { displayName: 'Zentrale Müller', businessPhones: ['089 1234567'] })]),
    ).toEqual({});
  });

  it('are left alone where a desk’s address in common is all: whoever works there is not the desk', () => {
    const desk = email('Info@mueller.example');
    const reception = wanted('r', { displayName: 'Empfang', ...desk });
    const colleague = there('1', { displayName: 'Anna Berger', ...desk });
    expect(matches([reception], [colleague])).toEqual({});
    expect(matches([reception], [there('2', desk)])).toEqual({});
    expect(matches([reception], [colleague, there('3', { displayName: 'EMPFANG', ...desk })])).toEqual({
      r: '3',
    });
    // By an address of her own she is found all the same.
    const both = email('info@mueller.example', 'anna@mueller.example');
    expect(matches([wanted('a', { ...anna, ...both })], [there('1', { ...anna, ...both })])).toEqual({
      a: '1',
    });
  });

  it('are told apart by name where several have the number, or the address', () => {
    const number = { businessPhones: ['+49891234567'] };
    const desired = [
      wanted('a', { ...anna, ...number }),
      wanted('b', { displayName: 'Max Huber', ...number }),
    ];
    const contacts = [
      there('1', { displayName: 'Huber, Max', businessPhones: ['089/1234567'] }),
      there('2', { displayName: 'Anna Berger', businessPhones: ['089/1234567'] }),
    ];
    expect(matches(desired, contacts)).toEqual({ a: '2', b: '1' });
    const info = email('info@mueller.example');
    expect(
      matches(
        [wanted('a', { ...anna, ...info }), wanted('b', { displayName: 'Max Huber', ...info })],
        [there('1', { displayName: 'Max Huber', ...info }), there('2', { displayName: 'Empfang', ...info })],
      ),
    ).toEqual({ b: '1' });
  });

  it('are left alone where one could be two: nobody is guessed', () => {
    const desired = [
      wanted('a', { ...anna, ...email('anna@mueller.example'), mobilePhone: '+491713920027' }),
    ];
    const twins = [
      there('1', { ...anna, ...email('anna@mueller.example') }),
      there('2', { ...anna, ...email('anna@mueller.example'), mobilePhone: '0171 3920027' }),
    ];
    expect(matches(desired, twins)).toEqual({});
    const two = [
      wanted('a', { ...email('x@mueller.example') }),
      wanted('b', { ...email('x@mueller.example') }),
    ];
    expect(matches(two, [there('1', email('x@mueller.example'))])).toEqual({});
  });

  it('are not those that the share is read from', () => {
    const desired = [wanted('a', { ...anna, ...email('anna@mueller.example') })];
    const contacts = ['source', 'copy'].map((id) => there(id, { ...anna, ...email('anna@mueller.example') }));
    const guarded = makeMatchContacts('DE', (id) => id === 'source');
    expect([...guarded(desired, contacts)].map(([tag, { id }]) => [tag, id])).toEqual([['a', 'copy']]);
    expect(guarded(desired, contacts.slice(0, 1)).size).toBe(0);
  });

  it('with nothing in common are the user’s own', () => {
    expect(matches([wanted('a', anna)], [there('1', anna)])).toEqual({});
  });

  it('are never taken for two, and each is taken for one at most, in whichever order they come', () => {
    const card = fc.record({
      displayName: fc.constantFrom('Anna Berger', 'Berger Anna', 'Max Huber', ''),
      mobilePhone: fc.constantFrom(null, '+491713920027', '+491713920028'),
      emails: fc.subarray(['a@x.example', 'b@x.example', 'c@x.example']),
    });
    const cardOf = ({ emails, ...rest }: { emails: string[] } & Partial<Card>) => ({
      ...rest,
      ...email(...emails),
    });
    fc.assert(
      fc.property(fc.array(card, { maxLength: 6 }), fc.array(card, { maxLength: 6 }), (some, others) => {
        const desired = some.map((each, n) => wanted(`t${n}`, cardOf(each)));
        const contacts = others.map((each, n) => there(`c${n}`, cardOf(each)));
        const found = matches(desired, contacts);
        const ids = Object.values(found);
        expect(new Set(ids).size).toBe(ids.length);
        expect(matches(desired.toReversed(), contacts.toReversed())).toEqual(found);
      }),
    );
  });
});
