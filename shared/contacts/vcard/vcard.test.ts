import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Contact, phoneKinds } from '../contact.ts';
import { contactDetailsSchema } from '../contact-details.ts';
import { normaliseNumber } from '../normalise-number.ts';
import { anna, contactWith } from '../sample-contacts.test-data.ts';
import { readVcards } from './read-vcards.ts';
import { toVcard, type VcardVersion, writeVcard } from './to-vcard.ts';

const versions: readonly VcardVersion[] = ['4.0', '3.0'];

/** What a card carries of a contact. */
const carried = ({ key, phones, enabled: _e, hidden: _h, ...rest }: Contact) => ({
  id: key,
  contact: { ...rest, phones: phones.map(({ kind, original }) => ({ kind, number: original })) },
});

const awkward = fc.constantFrom(
  ...'aZß😀é,;:\\"^\' =@+nN\t'.replace('\t', ''),
  '\\n',
  '\\;',
  '^n',
  'BEGIN:VCARD',
);
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(awkward, { maxLength: 120 }).map((parts) => parts.join('')),
  )
  .map((typed) => typed.replace(/\p{Cc}/gu, '').trim())
  .filter((typed) => typed !== '');
const lines = fc.array(text, { minLength: 1, maxLength: 3 }).map((each) => each.join('\n'));
const phone = fc
  .tuple(
    fc.constantFrom(...phoneKinds),
    fc.oneof(text, fc.constantFrom('089 99998-801', '+49 171 3920027', '412')),
  )
  .map(([kind, typed]) => normaliseNumber(typed, kind, 'DE'));
const contact = fc
  .record(
    {
      key: fc.oneof(
        fc.uuid(),
        text.filter((id) => !/^urn:uuid:/i.test(id)),
      ),
      displayName: text,
      emails: fc.array(fc.emailAddress(), { maxLength: 3 }),
      phones: fc.array(phone, { maxLength: 5 }),
      givenName: text,
      surname: text,
      companyName: text,
      department: text,
      jobTitle: text,
      officeLocation: text,
      businessAddress: fc.record(
        { street: lines, postalCode: text, city: text, state: text, country: text },
        { requiredKeys: ['city'] },
      ),
    },
    { requiredKeys: ['key', 'displayName', 'emails', 'phones'] },
  )
  .map((fields) => contactWith(fields));

describe.each(versions)('[S9][S10] vCards %s', (version) => {
  it('read back are the contacts that were written, whatever is in their texts', () => {
    fc.assert(
      fc.property(fc.array(contact, { maxLength: 4 }), (contacts) => {
        const written = contacts.map((each) => toVcard(each, { version, withSpelling: true })).join('');
        const { cards, errors } = readVcards(written);
        expect(errors).toEqual([]);
        expect(cards.map(({ line: _line, ...card }) => card)).toEqual(contacts.map(carried));
      }),
      { numRuns: 300 },
    );
  });

  it('fold at 75 octets between characters, and end lines by CRLF', () => {
    fc.assert(
      fc.property(contact, (each) => {
        const written = toVcard(each, { version });
        expect(written.endsWith('END:VCARD\r\n')).toBe(true);
        for (const line of written.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/[\r\n]/);
          expect(Buffer.from(line).toString()).toBe(line);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('[S9] what phones are given', () => {
  it('is a 4.0 card with numbers as tel: URIs, and those that cannot be dialled as texts', () => {
    const card = toVcard(
      { ...anna, phones: [...anna.phones, normaliseNumber('412', 'other', 'DE')] },
      { version: '4.0' },
    );
    expect(card.split('\r\n')).toEqual([
      'BEGIN:VCARD',
      'VERSION:4.0',
      'UID;VALUE=text:k1',
      'FN:Anna Berger',
      'N:Berger;Anna;;;',
      'ORG:Müller AG;Vertrieb',
      'TITLE:Leiterin',
      'TEL;TYPE=work,voice;VALUE=uri:tel:+498999998801',
      'TEL;TYPE=cell,voice;VALUE=uri:tel:+491713920027',
      'TEL;TYPE=home,voice;VALUE=uri:tel:+493023125821',
      'TEL;TYPE=work,fax;VALUE=uri:tel:+498999998899',
      'TEL;TYPE=voice;VALUE=text:412',
      'EMAIL;TYPE=work:anna.berger@mueller.example',
      'ADR;TYPE=work:;Haus 3;Weg 1;München;;81673;Deutschland',
      'END:VCARD',
      '',
    ]);
  });

  it('is a photo as a data URI in 4.0 and in base64 in 3.0; of an unknown form none', () => {
    const photo = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2);
    const flat = (version: VcardVersion, bytes: Uint8Array) =>
      toVcard(anna, { version, photo: bytes }).replaceAll('\r\n ', '');
    expect(flat('4.0', photo)).toContain('\r\nPHOTO:data:image/jpeg;base64,/9j/4AEC\r\n');
    expect(flat('3.0', photo)).toContain('\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AEC\r\n');
    expect(flat('4.0', Uint8Array.of(1, 2, 3))).not.toContain('PHOTO');
  });

  it('always has a name', () => {
    expect(toVcard(contactWith({ companyName: 'Taxi Süd' }), { version: '3.0' })).toContain(
      '\r\nFN:Taxi Süd\r\n',
    );
    expect(toVcard(contactWith({}), { version: '3.0' })).toContain('\r\nFN:k1\r\n');
  });

  it('is one card behind the other', () => {
    expect(writeVcard([anna, anna], '3.0').match(/BEGIN:VCARD\r\nVERSION:3\.0\r\n/g)).toHaveLength(2);
  });
});

describe('[S10] cards of other programs', () => {
  it('are read with groups, bare types, folds, escaped colons, several departments and lines that we have no use for', () => {
    const { cards, errors } = readVcards(
      [
        '\uFEFFBEGIN:VCARD',
        'VERSION:3.0',
        'PRODID:-//Apple Inc.//macOS 15//EN',
        'N:;;;;',
        'FN:Pforte',
        'ORG:Müller AG;Technik;Empfang',
        'item1.TEL;type=WORK;type=pref:+49 89',
        '  99998-0',
        'TEL;CELL:0171 3920027',
        'TEL:112',
        'URL:https\\://mueller.example',
        'EMAIL;type=INTERNET:pforte@mueller.example',
        'ADR;type=HOME:;;Privat 1;;;;',
        'ADR;type=WORK:;;Weg 1\\nHinterhaus;München;;81673;',
        'NOTE:eins,zwei',
        'END:VCARD',
        '',
      ].join('\n'),
    );
    expect(errors).toEqual([]);
    expect(cards).toEqual([
      {
        line: 1,
        contact: {
          displayName: 'Pforte',
          companyName: 'Müller AG',
          department: 'Technik Empfang',
          emails: ['pforte@mueller.example'],
          phones: [
            { kind: 'business', number: '+49 89 99998-0' },
            { kind: 'mobile', number: '0171 3920027' },
            { kind: 'other', number: '112' },
          ],
          businessAddress: { street: 'Weg 1\nHinterhaus', city: 'München', postalCode: '81673' },
        },
      },
    ]);
    expect(contactDetailsSchema.safeParse(cards[0]?.contact).success).toBe(true);
  });

  it('are refused by the line of what is wrong, and the others are read', () => {
    const card = (...middle: readonly string[]) => ['BEGIN:VCARD', ...middle, 'END:VCARD'];
    const { cards, errors } = readVcards(
      [
        ...card('VERSION:2.1', 'N;CHARSET=UTF-8:x'),
        ...card('VERSION:4.0', 'FN:gut'),
        ...card('VERSION:4.0', 'FN:x', 'geheim'),
        ...card('VERSION:3.0', 'FN;ENCODING=QUOTED-PRINTABLE:M=C3=BCller'),
        'TEL:1',
        'TEL:2',
        'BEGIN:VCARD',
        'VERSION:4.0',
        ...card('VERSION:4.0', 'FN:auch gut', 'TEL;TYPE="work:1'),
        'BEGIN:VCARD',
      ].join('\r\n'),
    );
    expect(cards.map(({ line }) => line)).toEqual([5]);
    expect(errors).toEqual([
      { line: 1, field: 'VERSION', rule: 'vcard-version' },
      { line: 12, rule: 'vcard-line' },
      { line: 16, field: 'FN', rule: 'vcard-encoding' },
      { line: 18, rule: 'vcard-not-begun' },
      { line: 20, rule: 'vcard-not-ended' },
      { line: 25, rule: 'vcard-line' },
      { line: 27, rule: 'vcard-not-ended' },
    ]);
    expect(JSON.stringify(errors)).not.toContain('geheim');
  });

  it('never throw, whatever the text is', () => {
    const piece = fc.constantFrom(
      ...'BEGIN:VCARD|END:VCARD|VERSION:4.0|TEL;TYPE=|"|;|:|=|\n|\n |\\|^|ADR:|N:a;b|,|x.'.split('|'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { cards, errors } = readVcards(`BEGIN:VCARD\nVERSION:3.0\n${pieces.join('')}\nEND:VCARD`);
        expect(cards.length + errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
