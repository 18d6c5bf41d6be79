import { describe, expect, it } from 'vitest';
import { blankCard } from '../../contacts/blank-card.test-data.ts';
import { contactBody, reportedContact } from './contact-json.ts';
import { tagFilter, tagPropertyId } from './tag-property.ts';

describe('a contact out of Graph', () => {
  it('may lack nearly everything', () => {
    expect(reportedContact({ id: 'c' })).toEqual({
      id: 'c',
      changeKey: '',
      card: blankCard,
      categories: [],
      note: null,
    });
  });

  it('is read in spite of Exchange’s odd nulls and empty texts', () => {
    const contact = reportedContact({
      id: 'c',
      changeKey: 'k',
      displayName: null,
      givenName: '',
      emailAddresses: [null, { name: 'Nobody' }, { address: 'a@b.example', name: null }],
      businessPhones: [null, '', '+4989'],
      homePhones: null,
      businessAddress: { city: 'München', street: '' },
      categories: null,
      personalNotes: '',
    });
    expect(contact).toMatchObject({
      card: {
        displayName: '',
        givenName: null,
        emailAddresses: [{ address: 'a@b.example', name: 'a@b.example' }],
        businessPhones: ['+4989'],
        homePhones: [],
        businessAddress: { street: null, city: 'München' },
      },
      categories: [],
      note: null,
    });
  });

  it('shows our tag whatever the case of the property’s GUID, and no other property', () => {
    const properties = (id: string) => ({ id: 'c', singleValueExtendedProperties: [{ id, value: 'aa01' }] });
    expect(reportedContact(properties(tagPropertyId.toUpperCase()))?.tag).toBe('aa01');
    expect(
      reportedContact(properties('String {00000000-0000-4000-8000-000000000000} Name Other'))?.tag,
    ).toBeUndefined();
  });

  it('without an id is none', () => {
    expect(reportedContact({ displayName: 'X' })).toBeUndefined();
  });
});

describe('a contact for Graph', () => {
  it('[I10] holds what is given and nothing else', () => {
    expect(contactBody({ card: { mobilePhone: null, businessPhones: [] } })).toEqual({
      mobilePhone: null,
      businessPhones: [],
    });
    expect(contactBody({ card: {}, categories: ['A'], note: null })).toEqual({
      categories: ['A'],
      personalNotes: '',
    });
  });

  it('takes hex tags only, so that a filter cannot be broken out of', () => {
    expect(() => tagFilter("x' or 1 eq 1")).toThrow();
  });
});
