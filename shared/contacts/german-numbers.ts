import type { PhoneProblem } from './contact.ts';

/**
 * What the library's numbering plan does not know of Germany. Source: Bundesnetzagentur's numbering plans for +49.
 */

/** Digits behind +49. ITU allows 13 and the library 15; longer than 12 is not allotted and no call comes from it. */
const longestNational = 12;

/** The shortest with their area code; "089 110" is an emergency line that nobody calls from. */
const shortestNational = 6;

/** 110, 112, 115, harmonised social services (116 xxx), directory enquiries (118 xx). */
const shortCode = /^(?:11[025]|116\d{3}|118\d{2,3})$/;

/** Free, personal and premium numbers have at least seven digits behind these three; the rest may be letters: "0800 TAXI". */
const shortService = /^[789]00\d{0,6}$/;

/** Behind the zero: 10 is call-by-call, 11 and 12 carry services without callers, 14 is unused. */
const unallotted = /^1[0124]/;

/** Mobile prefixes are the only numbers that begin with 15, 16 or 17, so that a lost zero leaves no doubt. */
const mobile = /^1[5-7]\d{8,9}$/;
const longestMobile = 11;

export const isGermanShortCode = (digits: string): boolean => shortCode.test(digits);
export const isGermanMobile = (national: string): boolean => mobile.test(national);

/** What is wrong with a number in Germany, if anything; `national` are the digits behind +49. */
export const germanProblem = (national: string): PhoneProblem | undefined => {
  if (national.length > longestNational) return 'too-long';
  if (/^1[5-7]/.test(national) && !mobile.test(national)) {
    return national.length > longestMobile ? 'too-long' : 'too-short';
  }
  if (isGermanShortCode(national)) return 'short-code';
  if (national.length < shortestNational || shortService.test(national)) return 'too-short';
  return unallotted.test(national) ? 'not-a-number' : undefined;
};
