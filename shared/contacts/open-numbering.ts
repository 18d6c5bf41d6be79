import type { PhoneProblem } from './contact.ts';
import { isGermanMobile, isGermanShortCode } from './german-numbers.ts';

/**
 * Germany and Austria: subscribers' numbers of any length behind an area code of any length, and a direct number behind
 * those. So a number without its zero is not diallable from elsewhere, and what is dialled behind a head belongs to it.
 */
const callingCodes: Readonly<Record<string, string>> = { DE: '49', AT: '43' };

/**
 * Emergency and service numbers, which look like extensions. 112 and 116 xxx are all of Europe's. Sources: RTR's KEM-V for
 * Austria, BAKOM's list of short numbers for Switzerland.
 */
const shortCodes: Readonly<Record<string, RegExp>> = {
  AT: /^(?:112|116\d{3}|118\d{2,3}|12[028]|13[03]|14[0-24-8]|1450)$/,
  CH: /^(?:112|116\d{3}|11[78]|14[03457]|141[45]|18\d{2})$/,
};

const isShortCode = (digits: string, countryCode: string): boolean =>
  countryCode === 'DE'
    ? isGermanShortCode(digits)
    : (shortCodes[countryCode]?.test(digits) ?? digits === '112');

export const isOpenPlan = (countryCode: string): boolean => countryCode in callingCodes;

/** Of a number in international form, with its plus. */
export const isOfOpenPlan = (dialled: string): boolean =>
  Object.values(callingCodes).some((code) => dialled.startsWith(`+${code}`));

/**
 * Digits typed without `+`, `00` or a leading zero: why they cannot be dialled from elsewhere, or the number that was
 * certainly meant, international and without its plus. Undefined in other countries, where such a number may be complete.
 */
export const readWithoutZero = (
  digits: string,
  countryCode: string,
): PhoneProblem | { readonly meant: string } | undefined => {
  if (isShortCode(digits, countryCode)) return 'short-code';
  if (digits.length <= longestExtension) return 'internal';
  const code = callingCodes[countryCode];
  if (code === undefined) return undefined;
  // A spreadsheet took the zero away.
  if (code === '49' && isGermanMobile(digits)) return { meant: `49${digits}` };
  // Too long for a subscriber's number of an area 049x or 043x: the plus is missing.
  if (digits.startsWith(code) && digits.length >= 11) return { meant: digits };
  return digits.length > longestE164 ? 'too-long' : 'no-area-code';
};

/** Internal extensions have up to five digits, also in numbering plans whose shortest numbers have more. */
const longestExtension = 5;
const longestE164 = 15;
