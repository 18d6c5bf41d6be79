import type { Phone, PhoneKind } from '../contact.ts';
import type { ContactDetails } from '../contact-details.ts';
import type { VcardVersion } from './to-vcard.ts';
import { type ContentLine, type Params, toLine } from './vcard-line.ts';
import { escaped, unescaped } from './vcard-text.ts';

const typesOf: Readonly<Record<PhoneKind, readonly string[]>> = {
  business: ['work', 'voice'],
  mobile: ['cell', 'voice'],
  home: ['home', 'voice'],
  businessFax: ['work', 'fax'],
  other: ['voice'],
};

/** Keeps how a number was written where the card has its E.164 form. */
const spelling = 'x-spelling';

/**
 * A number that can be dialled in its E.164 form, which is what a phone recognises a caller by; as a URI in 4.0. Any other
 * as it was typed.
 */
export const phoneLine = (phone: Phone, version: VcardVersion, withSpelling: boolean): string => {
  const { kind, original, e164 } = phone;
  const type = typesOf[kind];
  if (e164 === null) {
    return toLine('tel', version === '4.0' ? { type, value: 'text' } : { type }, escaped(original));
  }
  const kept: Params = withSpelling && original !== e164 ? { [spelling]: original } : {};
  return version === '4.0'
    ? toLine('tel', { type, value: 'uri', ...kept }, `tel:${e164}`)
    : toLine('tel', { type, ...kept }, e164);
};

/** What the line says; undefined for an empty one. */
export const phoneOf = (line: ContentLine): ContactDetails['phones'][number] | undefined => {
  const number = line.param(spelling) ?? unescaped(line.value).trim().replace(/^tel:/i, '');
  return number === '' ? undefined : { kind: kindOf(line.types), number };
};

const kindOf = (types: readonly string[]): PhoneKind => {
  const has = (...some: readonly string[]) => some.some((type) => types.includes(type));
  if (has('fax')) return 'businessFax';
  if (has('cell', 'mobile', 'iphone')) return 'mobile';
  if (has('work', 'main')) return 'business';
  return has('home') ? 'home' : 'other';
};
