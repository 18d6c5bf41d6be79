import type { PhoneProblem } from './contact.ts';

/** What is written in a number field, before any numbering plan is asked. */
export interface Spelling {
  /** Digits only, international prefix and all zeros as typed but without `00`. */
  readonly digits: string;
  /** Typed with `+` or `00`. */
  readonly international: boolean;
  /** A direct number or extension written out behind the head number; '' for none. */
  readonly extension: string;
  /** The head number ends in "-0": the switchboard's own direct number. */
  readonly endsInZero: boolean;
}

/** Longer texts are remarks; also bounds the work of the patterns below. */
const longestSpelling = 200;

/** German, Austrian (Klappe) and foreign words for what is dialled behind the head number. */
const extensionMark =
  /\(?(?<!\p{L})(?:durchwahl|dw|nebenstelle|nst|apparat|app|klappe|kl|extension|ext|int|poste|x|#)(?!\p{L})[\s.:/-]*(\d{1,6})\s*\)?$/iu;

const betweenNumbers = /\s*(?:(?<!\p{L})(?:oder|und|or|and|bzw)(?!\p{L})\.?|[,;|])\s*/iu;

/** The part that can be dialled, or why there is none. Labels, remarks and punctuation are no part of it. Never throws. */
export const readSpelling = (original: string): Spelling | PhoneProblem => {
  const text = withPlainCharacters(original);
  if (!/[\p{L}\p{N}]/u.test(text)) return 'empty';
  if (!/\d/.test(text) || text.length > longestSpelling) return 'not-a-number';

  const bare = withoutRemarks(withoutUri(text));
  const extension = extensionMark.exec(bare)?.[1] ?? '';
  const head = bare.replace(extensionMark, '').replace(/[([][^()[\]]*\p{L}[^()[\]]*[)\]]/gu, ' ');
  if (holdsSeveral(head)) return 'several-numbers';
  // Letters are vanity numbers or more remarks; * and # are features of a phone, not a number.
  if (/[\p{L}*#]/u.test(head) || /\d.*\+/.test(head)) return 'not-a-number';

  const typed = withoutOutsideLine(head, head.replace(/\D/g, ''));
  // `+0049` is seen, too: no country code begins with a zero.
  const international = head.includes('+') || /^00[1-9]/.test(typed);
  const digits = international ? typed.replace(/^00/, '') : typed;
  if (/^0*$/.test(digits)) return 'not-a-number';
  return { digits, international, extension, endsInZero: /-\s*0\s*$/.test(head) };
};

/** Full-width digits and special blanks become plain, invisible marks go, every dash is a hyphen. */
const withPlainCharacters = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .trim();

/** RFC 3966: only `ext` says anything about what is dialled. */
const withoutUri = (text: string): string => text.replace(/;ext=/i, ' ext ').replace(/;[a-z-]+=[^;]*/gi, '');

/** "Tel.:", "Mobil 2:" before the number; words and "(Zentrale)" behind it, but no "2. Stock", whose 2 might be the number's. */
const withoutRemarks = (text: string): string =>
  text
    .replace(/[([][^()[\]\d]*[)\]]/g, ' ')
    .replace(/^[^\d+(]*(?:\d\s*:)?/, '')
    .replace(/(?<!\s\d{1,2}\.\s*)[\s,;:/-]*\p{L}[\p{L}\s.,:;!'-]*$/u, '')
    .trim();

/** A zero for a line outside, set off: "0-089 …" is not "00 89 …". "0 049 …" may well be the country's code. */
const withoutOutsideLine = (head: string, digits: string): string =>
  /^0[\s,/-]+0[1-9]/.test(head) && !/^004[139]/.test(digits) ? digits.slice(1) : digits;

const digitsIn = (text: string | undefined): number => text?.replace(/\D/g, '').length ?? 0;

/** "… oder …", "089 99998-1, -2", "089 99998 / 0171 39200": but not the slash behind an area code. */
const holdsSeveral = (text: string): boolean => {
  const [first, second] = text.split(betweenNumbers, 2);
  if (digitsIn(first) >= 6 && digitsIn(second) > 0) return true;
  // "T … M …": letters left inside are labels of their own.
  if (text.split(/\p{L}+/u).filter((part) => digitsIn(part) >= 6).length > 1) return true;
  const [before, after] = text.split(/\s*\/\s*(?=\(?(?:\+|0\d))|\s+(?=\+)/, 2);
  if (digitsIn(before) >= 6 && digitsIn(after) >= 6) return true;
  // "030 12345678/79": a second ending for a number that is already complete.
  const ending = /^(.*\d)\s*\/\s*[1-9]\d?$/.exec(text);
  if (digitsIn(ending?.[1]) >= 9) return true;
  // "089 1234-0/-201", "089 1234-201/202": two direct numbers behind one head.
  const [, head, one, dash, other] =
    /^(.*\d\D+\d+\s*-)\s*(\d{1,5})\s*\/\s*(-?)\s*(\d{1,5})$/.exec(text) ?? [];
  return digitsIn(head) >= 6 && (dash === '-' || one?.length === other?.length);
};
