import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardSchema } from './card.ts';
import type { PhoneKind } from './contact.ts';
import { defaultFieldPolicy, type FieldPolicy, fieldGroups, fieldPolicySchema } from './field-policy.ts';
import { normaliseNumber } from './normalise-number.ts';
import { anna, contacts, contactWith } from './sample-contacts.test-data.ts';
import { toCard } from './to-card.ts';

const all: FieldPolicy = { ...defaultFieldPolicy, homePhones: true };
const none = Object.fromEntries(fieldGroups.map((group) => [group, false])) as FieldPolicy;
const numbers = (...typed: readonly (readonly [PhoneKind, string])[]) =>
  contactWith({
    displayName: 'A',
    phones: typed.map(([kind, number]) => normaliseNumber(number, kind, 'DE')),
  });
const cardOf = (contact: Parameters<typeof toCard>[0], policy = all) => toCard(contact, { policy }).card;

describe('[H4] the field policy', () => {
  it('shares everything but private numbers unless told otherwise', () => {
    expect(fieldPolicySchema.parse({})).toEqual({
      company: true,
      department: true,
      jobTitle: true,
      officeLocation: true,
      businessPhones: true,
      mobilePhone: true,
      homePhones: false,
      emails: true,
      businessAddress: true,
      manager: true,
      photo: true,
    });
    expect(cardOf(anna, defaultFieldPolicy).homePhones).toEqual([]);
  });

  it('lets out the name alone when everything else is withheld', () => {
    expect(toCard(anna, { policy: none, managerName: 'Dr. Chef' }).card).toEqual({
      displayName: 'Anna Berger',
      fileAs: 'Berger, Anna',
      givenName: 'Anna',
      surname: 'Berger',
      companyName: null,
      department: null,
      jobTitle: null,
      officeLocation: null,
      manager: null,
      emailAddresses: [],
      businessPhones: [],
      homePhones: [],
      mobilePhone: null,
      businessAddress: { street: null, city: null, state: null, postalCode: null, countryOrRegion: null },
    });
  });

  it('does not name a nameless contact by a field that is withheld', () => {
    const nameless = contactWith({ companyName: 'Müller AG', emails: ['info@mueller.example'] });
    expect(cardOf(nameless, none).displayName).toBe('');
    expect(cardOf(nameless, { ...none, emails: true }).displayName).toBe('info');
  });

  it('holds for a number of a withheld kind wherever it would be placed', () => {
    const mobiles = numbers(['mobile', '0171 3920027'], ['mobile', '0171 3920028']);
    const card = cardOf(mobiles, { ...all, mobilePhone: false });
    expect(card).toMatchObject({ mobilePhone: null, businessPhones: [], homePhones: [] });
  });
});

describe('a card', () => {
  it('[S8] has every usable number in E.164 and no other', () => {
    const card = cardOf(
      contactWith({ ...anna, phones: [...anna.phones, normaliseNumber('412', 'business', 'DE')] }),
    );
    expect(card).toMatchObject({
      businessPhones: ['+498999998801'],
      mobilePhone: '+491713920027',
      homePhones: ['+493023125821'],
    });
  });

  it('shows the manager and names e-mail addresses after the person', () => {
    const { card } = toCard(anna, { policy: all, managerName: 'Dr. Chef' });
    expect(card.manager).toBe('Dr. Chef');
    expect(card.emailAddresses).toEqual([{ address: 'anna.berger@mueller.example', name: 'Anna Berger' }]);
  });

  it.each([
    [{ displayName: 'Empfang', companyName: 'Müller AG' }, 'Empfang', 'Empfang'],
    [{ givenName: 'Anna', surname: 'Berger' }, 'Anna Berger', 'Berger, Anna'],
    [{ surname: 'Berger' }, 'Berger', 'Berger'],
    [{ companyName: 'Müller AG', emails: ['info@m.example'] }, 'Müller AG', 'Müller AG'],
    [{ emails: ['info@m.example'] }, 'info', 'info'],
  ])('%j is called "%s" and filed as "%s"', (fields, displayName, fileAs) => {
    expect(cardOf(contactWith(fields))).toMatchObject({ displayName, fileAs });
  });

  it('puts a second mobile number in a free business place, then a free home place, and reports a fourth', () => {
    const contact = numbers(
      ['business', '089 99998-801'],
      ['mobile', '0171 3920027'],
      ['mobile', '0171 3920028'],
      ['mobile', '0171 3920029'],
      ['mobile', '0171 3920030'],
      ['mobile', '0171 3920031'],
    );
    const { card, trimmed } = toCard(contact, { policy: all });
    expect(card.businessPhones).toEqual(['+498999998801', '+491713920028']);
    expect(card.homePhones).toEqual(['+491713920029', '+491713920030']);
    expect(trimmed).toEqual([{ key: 'k1', field: 'mobilePhone', dropped: 1 }]);
  });

  it('reports what does not fit, without saying what it was', () => {
    const contact = contactWith({
      ...numbers(['business', '089 99998-801'], ['business', '089 99998-802'], ['business', '089 99998-803']),
      emails: ['a@a.example', 'b@a.example', 'c@a.example', 'd@a.example', 'e@a.example'],
      jobTitle: 'x'.repeat(130),
    });
    expect(toCard(contact, { policy: all }).trimmed).toEqual([
      { key: 'k1', field: 'jobTitle', dropped: 2 },
      { key: 'k1', field: 'emailAddresses', dropped: 2 },
      { key: 'k1', field: 'businessPhones', dropped: 1 },
    ]);
  });

  it('never has a fax number, because nobody calls from one', () => {
    const fax = normaliseNumber('089 99998-877', 'businessFax', 'DE');
    expect(JSON.stringify(cardOf(contactWith({ phones: [fax] })))).not.toContain('877');
  });

  it('is within the limits of Graph and complete, whatever the contact', () => {
    fc.assert(
      fc.property(contacts, (contact) => {
        const { card } = toCard(contact, { policy: all });
        expect(cardSchema.safeParse(card).error).toBeUndefined();
        const placed = [...card.businessPhones, ...card.homePhones, card.mobilePhone].filter(
          (n) => n !== null,
        );
        for (const number of placed) expect(contact.phones.map((phone) => phone.e164)).toContain(number);
      }),
    );
  });
});
