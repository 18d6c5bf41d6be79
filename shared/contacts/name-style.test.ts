import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankCard } from './blank-card.test-data.ts';
import type { Card } from './card.ts';
import { fieldLengths } from './field-lengths.ts';
import { defaultFieldPolicy } from './field-policy.ts';
import {
  type NameStyle,
  nameStyleOf,
  nameStyleSchema,
  patchedWish,
  plainNames,
  withNameStyle,
} from './name-style.ts';
import { anna, contacts } from './sample-contacts.test-data.ts';
import { toCard } from './to-card.ts';

const cardOf = (fields: Partial<Card>): Card => ({ ...blankCard, ...fields });
const berger = cardOf({
  displayName: 'BERGER Anna',
  fileAs: 'Berger, Anna',
  givenName: 'Anna',
  surname: 'Berger',
  companyName: 'Müller AG',
  emailAddresses: [{ address: 'anna.berger@mueller.example', name: 'BERGER Anna' }],
});
const shown = (card: Card, style: Partial<NameStyle>) => withNameStyle(card, nameStyleOf(style));
const styles = fc.record({
  order: fc.constantFrom(...nameStyleSchema.shape.order.options),
  company: fc.constantFrom(...nameStyleSchema.shape.company.options),
  fileAs: fc.constantFrom(...nameStyleSchema.shape.fileAs.options),
});

describe('[H5] a display name', () => {
  it.each([
    [{}, 'BERGER Anna'],
    [{ order: 'given-first' }, 'Anna Berger'],
    [{ order: 'family-first' }, 'Berger, Anna'],
    [{ company: 'appended' }, 'BERGER Anna · Müller AG'],
    [{ order: 'given-first', company: 'appended' }, 'Anna Berger · Müller AG'],
    [{ order: 'family-first', company: 'appended' }, 'Berger, Anna · Müller AG'],
  ] as const)('with %j is "%s", in the e-mail addresses as well', (style, name) => {
    const card = shown(berger, style);
    expect(card.displayName).toBe(name);
    expect(card.emailAddresses).toEqual([{ address: 'anna.berger@mueller.example', name }]);
  });

  it.each([
    ['a function', { displayName: 'Empfang', companyName: 'Müller AG' }, 'Empfang · Müller AG'],
    ['a surname alone', { displayName: 'Dr. Berger', surname: 'Berger' }, 'Dr. Berger'],
    ['a given name alone', { displayName: 'Anna aus dem Lager', givenName: 'Anna' }, 'Anna aus dem Lager'],
    ['the company itself', { displayName: 'MÜLLER AG', companyName: 'Müller AG' }, 'MÜLLER AG'],
    [
      'what is so already',
      { displayName: 'Zentrale · müller ag', companyName: 'Müller AG' },
      'Zentrale · müller ag',
    ],
    [
      'a namesake of the company',
      { displayName: 'Anna Müller', companyName: 'Müller' },
      'Anna Müller · Müller',
    ],
    ['nobody’s', { displayName: 'Anna' }, 'Anna'],
  ])('of %s stays and is not doubled', (_, fields, name) => {
    const card = cardOf(fields);
    for (const order of ['as-is', 'given-first', 'family-first'] as const) {
      expect(shown(card, { order, company: 'appended' }).displayName).toBe(name);
    }
  });

  it('keeps the person’s name whole where there is not room for both', () => {
    const name = 'n'.repeat(fieldLengths.displayName - 6);
    const long = cardOf({ displayName: name, companyName: 'Müller AG' });
    expect(shown(long, { company: 'appended' }).displayName).toBe(`${name} · Mül`);
    const longest = cardOf({ displayName: `${name}nnn`, companyName: 'Müller AG' });
    expect(shown(longest, { company: 'appended' }).displayName).toBe(`${name}nnn`);
  });
});

describe('[H5] the filing order', () => {
  it.each([
    ['family-given', 'Berger, Anna'],
    ['given-family', 'Anna Berger'],
    ['company', 'Müller AG'],
    ['family-given-company', 'Berger, Anna (Müller AG)'],
    ['company-family-given', 'Müller AG (Berger, Anna)'],
  ] as const)('%s is "%s"', (fileAs, filed) => {
    expect(shown(berger, { fileAs }).fileAs).toBe(filed);
  });

  it('of who has no company, or of a company, is what there is', () => {
    for (const fileAs of nameStyleSchema.shape.fileAs.options) {
      const alone = cardOf({ displayName: 'Empfang', fileAs: 'Empfang' });
      expect(shown(alone, { fileAs }).fileAs).toBe('Empfang');
      const company = cardOf({ displayName: 'Müller AG', fileAs: 'Müller AG', companyName: 'Müller AG' });
      expect(shown(company, { fileAs }).fileAs).toBe('Müller AG');
    }
  });
});

describe('[H5] whatever the style', () => {
  it('a company that the field policy withholds does not appear', () => {
    fc.assert(
      fc.property(styles, (style) => {
        const { card } = toCard(anna, { policy: { ...defaultFieldPolicy, company: false, emails: false } });
        expect(JSON.stringify(withNameStyle(card, style))).not.toContain('Müller');
      }),
    );
  });

  it('every field stays within its length, the name parts as they were, and a second time changes nothing but order', () => {
    fc.assert(
      fc.property(contacts, styles, (contact, style) => {
        const { card } = toCard(contact, { policy: defaultFieldPolicy });
        const styled = withNameStyle(card, style);
        expect(styled.displayName.length).toBeLessThanOrEqual(fieldLengths.displayName);
        expect(styled.fileAs?.length ?? 0).toBeLessThanOrEqual(fieldLengths.fileAs);
        const { displayName: _d, fileAs: _f, emailAddresses: _e, ...rest } = card;
        expect(styled).toMatchObject(rest);
        expect(styled.emailAddresses.every(({ name }) => name === styled.displayName)).toBe(true);
        expect(styled.emailAddresses.map(({ address }) => address)).toEqual(
          card.emailAddresses.map(({ address }) => address),
        );
      }),
    );
  });

  it('plain names are the very card, so that nothing is written anew', () => {
    expect(withNameStyle(berger, plainNames)).toBe(berger);
    expect(nameStyleOf(undefined, {})).toEqual(plainNames);
  });

  it('the first who has a wish decides, part by part', () => {
    expect(
      nameStyleOf({ company: 'none' }, { order: 'family-first', company: 'appended', fileAs: 'company' }),
    ).toEqual({ order: 'family-first', company: 'none', fileAs: 'company' });
  });
});

describe('[H5] a merge patch of a style', () => {
  it.each([
    [{ order: 'given-first' }, undefined, { order: 'given-first' }],
    [{ order: 'given-first' }, { company: 'appended' }, { order: 'given-first', company: 'appended' }],
    [{ order: 'given-first', company: 'appended' }, { order: null }, { company: 'appended' }],
    [{ order: 'given-first' }, { order: null }, undefined],
    [{ order: 'given-first' }, null, undefined],
    [undefined, undefined, undefined],
    [undefined, { fileAs: 'company', order: undefined }, { fileAs: 'company' }],
  ] as const)('of %j with %j leaves %j', (before, patch, after) => {
    expect(patchedWish(before, patch)).toEqual(after);
  });
});
