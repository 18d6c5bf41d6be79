import { describe, expect, it } from 'vitest';
import type { DirectoryPerson } from '../sources/directory.ts';
import { contactSchema } from './contact.ts';
import { toContact } from './to-contact.ts';

const person = (fields: Partial<DirectoryPerson>): DirectoryPerson => ({
  key: 'p1',
  emails: [],
  businessPhones: [],
  enabled: true,
  hidden: false,
  ...fields,
});

describe('[S1] a person of the directory as a contact', () => {
  it('is trimmed, and what is empty is absent', () => {
    const contact = toContact(
      person({
        givenName: ' Anna ',
        surname: '',
        jobTitle: '   ',
        businessAddress: { street: ' ', city: ' Köln ' },
        managerKey: 'p2',
      }),
      'DE',
    );
    expect(contact).toEqual({
      key: 'p1',
      givenName: 'Anna',
      businessAddress: { city: 'Köln' },
      managerKey: 'p2',
      emails: [],
      phones: [],
      enabled: true,
      hidden: false,
    });
    expect(toContact(person({ businessAddress: { street: ' ' } }), 'DE')).not.toHaveProperty(
      'businessAddress',
    );
  });

  it('keeps the order and casing of names as the company writes them', () => {
    const name = { displayName: 'BERGER, Anna (extern)', surname: 'von der BERGER' };
    expect(toContact(person(name), 'DE')).toMatchObject(name);
  });

  it('has each e-mail address once, whatever its casing, in the first spelling', () => {
    const emails = ['Anna@a.example', ' anna@A.example ', '', 'berger@a.example'];
    expect(toContact(person({ emails }), 'DE').emails).toEqual(['Anna@a.example', 'berger@a.example']);
  });

  it('leaves out an e-mail address that is too long, because a shortened one is someone else’s', () => {
    expect(toContact(person({ emails: [`${'a'.repeat(250)}@a.example`] }), 'DE').emails).toEqual([]);
  });

  it('[S8] has each number once; one entered as office and mobile number is a mobile number', () => {
    const contact = toContact(
      person({
        businessPhones: ['0171 3920027', '089 99998-801', '+49 89 99998801'],
        mobilePhone: '+49 (0)171/3920027',
        faxNumber: '089/99998-801',
      }),
      'DE',
    );
    expect(contact.phones.map(({ kind, e164, original }) => [kind, e164, original])).toEqual([
      ['business', '+498999998801', '089 99998-801'],
      ['mobile', '+491713920027', '+49 (0)171/3920027'],
    ]);
  });

  it('[S8] keeps unusable numbers for display and for the quality report', () => {
    expect(toContact(person({ businessPhones: ['412', ' '] }), 'DE').phones).toEqual([
      { kind: 'business', original: '412', e164: null, problem: 'internal' },
    ]);
  });

  it('cuts what is longer than a mailbox takes, never in the middle of a character', () => {
    const contact = toContact(
      person({ surname: `${'n'.repeat(63)}😀😀`, displayName: 'x'.repeat(9999) }),
      'DE',
    );
    expect(contact.surname).toBe('n'.repeat(63));
    expect(contact.displayName).toHaveLength(255);
    expect(contactSchema.safeParse(contact).success).toBe(true);
  });

  it('is within the schema, however much the directory holds', () => {
    const many = Array.from({ length: 60 }, (_, at) => at);
    const contact = toContact(
      person({
        emails: many.map((at) => `a${at}@a.example`),
        businessPhones: many.map((at) => `089 99998-8${at}`),
      }),
      'DE',
    );
    expect(contactSchema.safeParse(contact).success).toBe(true);
  });
});
