import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Card, cardSchema } from './card.ts';
import { cardHash, cardHashHex } from './card-hash.ts';
import { cardsEqualAsReported, changedFields, differencesFromReported, sameCard } from './compare-cards.ts';
import { defaultFieldPolicy } from './field-policy.ts';
import { anna, contacts } from './sample-contacts.test-data.ts';
import { toCard } from './to-card.ts';

const card: Card = toCard(anna, { policy: defaultFieldPolicy }).card;
const reordered = Object.fromEntries(Object.entries(card).reverse()) as Card;
const cards = contacts.map((contact) => toCard(contact, { policy: defaultFieldPolicy }).card);

describe('[I5] the hash of a card', () => {
  it('is 16 bytes and does not depend on the order of keys', () => {
    expect(cardHash(card)).toHaveLength(16);
    expect(cardHashHex(reordered)).toBe(cardHashHex(card));
  });

  it('is the same for ever: every manifest keeps it', () => {
    expect(cardHashHex(card)).toBe('f3e189b10631af8cdaef4707b6a16699');
  });

  it('changes with every field and with the photo', () => {
    const hashes = [
      cardHashHex(card),
      cardHashHex(card, 'ab'.repeat(32)),
      cardHashHex({ ...card, jobTitle: null }),
      cardHashHex({ ...card, businessAddress: { ...card.businessAddress, city: 'Köln' } }),
      cardHashHex({ ...card, mobilePhone: null, homePhones: ['+491713920027'] }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is equal exactly where cards are', () => {
    fc.assert(
      fc.property(cards, cards, (a, b) => {
        expect(cardHashHex(a) === cardHashHex(b)).toBe(sameCard(a, b));
        expect(cardHashHex(structuredClone(a))).toBe(cardHashHex(a));
      }),
    );
  });
});

describe('[I10] what is written when a card changes', () => {
  it('is only the fields that differ, emptied ones as null or []', () => {
    const after = { ...card, jobTitle: null, businessPhones: [], surname: 'Huber' };
    expect(changedFields(card, after)).toEqual({ jobTitle: null, businessPhones: [], surname: 'Huber' });
    expect(changedFields(card, reordered)).toEqual({});
  });

  it('turns one card into the other', () => {
    fc.assert(
      fc.property(cards, cards, (before, after) => {
        expect(cardSchema.parse({ ...before, ...changedFields(before, after) })).toEqual(after);
      }),
    );
  });
});

describe('[I7] a card as the mailbox reports it', () => {
  it('is equal when only white space, line ends and empty address parts differ', () => {
    const desired = { ...card, officeLocation: ' Haus 3\nTür 2 ' };
    const { state: _gone, ...address } = desired.businessAddress;
    expect(
      cardsEqualAsReported(desired, {
        ...desired,
        officeLocation: 'Haus 3\r\nTür 2',
        manager: '',
        homePhones: null,
        businessAddress: { ...address, countryOrRegion: 'Deutschland ' } as Card['businessAddress'],
      }),
    ).toBe(true);
  });

  it('is equal without an address where none is wanted', () => {
    const noAddress = { street: null, city: null, state: null, postalCode: null, countryOrRegion: null };
    const { businessAddress: _absent, ...rest } = card;
    expect(cardsEqualAsReported({ ...card, businessAddress: noAddress }, rest)).toBe(true);
    expect(cardsEqualAsReported(card, rest)).toBe(false);
  });

  it('differs when the order of e-mail addresses changed, because phones show the first', () => {
    const two = [
      { address: 'a@a.example', name: 'Anna' },
      { address: 'b@a.example', name: 'Anna' },
    ];
    const desired = { ...card, emailAddresses: two };
    expect(differencesFromReported(desired, { ...desired, emailAddresses: [...two].reverse() })).toEqual({
      emailAddresses: two,
    });
  });

  it('names exactly the fields that a user changed', () => {
    expect(differencesFromReported(card, { ...card, surname: 'Huber', mobilePhone: null })).toEqual({
      surname: 'Berger',
      mobilePhone: '+491713920027',
    });
  });

  it('is equal to itself, whatever the card', () => {
    fc.assert(fc.property(cards, (reported) => cardsEqualAsReported(reported, structuredClone(reported))));
  });
});
