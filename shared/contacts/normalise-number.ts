// The `min` metadata: lengths and the general shape of every country's numbers. `max` (74 KB more in each cold start) adds
// which block belongs to which type of number as of its release, and so refuses what a regulator has opened since.
import {
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min';
import type { Phone, PhoneKind, PhoneProblem } from './contact.ts';
import { germanProblem } from './german-numbers.ts';
import { isOfOpenPlan, isOpenPlan, readWithoutZero } from './open-numbering.ts';
import { readSpelling, type Spelling } from './read-spelling.ts';

/**
 * [S8] A number as typed in the company's country (ISO 3166-1 alpha-2; decides how national numbers are read), and its
 * E.164 form: only what a call can come from, else null and why. `original` stays as typed. Never throws.
 *
 * A direct number written out ("Dw. 12") is dialled behind the head number in Germany and Austria, and takes the place of
 * a head's "-0"; elsewhere an extension is not diallable, and the head number is what its calls show.
 */
export const normaliseNumber = (original: string, kind: PhoneKind, countryCode: string): Phone => {
  const spelling = readSpelling(original);
  const read = typeof spelling === 'string' ? spelling : toE164(spelling, countryCode.toUpperCase());
  const kept = { kind, original: original.slice(0, 512) };
  return typeof read === 'string' ? { ...kept, e164: null, problem: read } : { ...kept, e164: read.e164 };
};

type Read = { readonly e164: string } | PhoneProblem;

const toE164 = (spelling: Spelling, countryCode: string): Read => {
  const { digits, international } = spelling;
  if (international) return parse(withDirectNumber(spelling, `+${digits}`, countryCode), countryCode);
  const read = digits.startsWith('0') ? undefined : readWithoutZero(digits, countryCode);
  if (typeof read === 'string') return read;
  const dialled = read === undefined ? digits : `+${read.meant}`;
  return parse(withDirectNumber(spelling, dialled, countryCode), countryCode);
};

const withDirectNumber = (spelling: Spelling, dialled: string, countryCode: string): string => {
  const isDialledThrough = dialled.startsWith('+') ? isOfOpenPlan(dialled) : isOpenPlan(countryCode);
  if (spelling.extension === '' || !isDialledThrough) return dialled;
  return `${spelling.endsInZero ? dialled.slice(0, -1) : dialled}${spelling.extension}`;
};

const parse = (dialled: string, countryCode: string): Read => {
  try {
    const number = parsePhoneNumberWithError(dialled, {
      ...(isSupportedCountry(countryCode) ? { defaultCountry: countryCode } : {}),
      extract: false,
    });
    const problem = number.countryCallingCode === '49' ? germanProblem(number.nationalNumber) : undefined;
    if (problem !== undefined) return problem;
    if (number.isValid()) return { e164: number.number };
    return problems[validatePhoneNumberLength(number.number) ?? ''] ?? 'not-a-number';
  } catch (error) {
    if (error instanceof ParseError) return problems[error.message] ?? 'not-a-number';
    throw error;
  }
};

/** The library's words; any other ("NOT_A_NUMBER", "INVALID_LENGTH") is 'not-a-number'. */
const problems: Readonly<Record<string, PhoneProblem>> = {
  TOO_SHORT: 'too-short',
  TOO_LONG: 'too-long',
  INVALID_COUNTRY: 'unknown-country',
};
