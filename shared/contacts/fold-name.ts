import type { Contact } from './contact.ts';

/** A name as it is compared: neither casing, accents, titles nor the order of its parts tell two people apart. */
export interface FoldedName {
  /** Its parts in alphabetical order; '' for nobody's name. */
  readonly key: string;
}

const titles: ReadonlySet<string> = new Set(
  'dr prof dipl ing med phil rer nat mag msc bsc mba herr frau mr mrs ms'.split(' '),
);
/** As names are written where the keyboard has no umlauts. */
const spelt: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ø: 'oe', æ: 'ae' };

/** Given name and surname where there are any, else the name that is shown, without what stands in brackets. */
export const foldedName = (contact: Pick<Contact, 'givenName' | 'surname' | 'displayName'>): FoldedName => {
  const { givenName, surname, displayName } = contact;
  const text =
    givenName === undefined && surname === undefined
      ? (displayName ?? '').replace(/\([^)]*\)/g, ' ')
      : `${givenName ?? ''} ${surname ?? ''}`;
  const parts = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüßøæ]/g, (letter) => spelt[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    // An initial says too little, and is left out by others.
    .filter((part) => part.length > 1 && !titles.has(part))
    .sort();
  return { key: parts.join(' ') };
};

/** Whether two names cannot be of one person: both are known and have no part in common. */
export const contradicts = (a: FoldedName, b: FoldedName): boolean => {
  if (a.key === '' || b.key === '') return false;
  const parts = new Set(a.key.split(' '));
  return !b.key.split(' ').some((part) => parts.has(part));
};
