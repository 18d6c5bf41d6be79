/**
 * Value added tax in basis points by the customer's country. Elsewhere the customer owes it himself (reverse charge,
 * Directive 2006/112/EC, article 196), or there is none.
 */
const domestic: Readonly<Record<string, number>> = { DE: 1900 };

export const taxRateOf = (countryCode: string): number => domestic[countryCode] ?? 0;

/** Members beside Germany, ISO 3166. */
const elsewhereInTheUnion = new Set(
  'AT BE BG CY CZ DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

/**
 * Why a statement bears no tax, which has to be said on it (UStG, section 14a (5)): the customer owes it himself, or his
 * country lies outside the Union.
 */
export const taxNotes = ['reverse-charge', 'outside-the-union'] as const;
export type TaxNote = (typeof taxNotes)[number];

export const taxNoteOf = (countryCode: string): TaxNote | undefined => {
  if (taxRateOf(countryCode) > 0) return undefined;
  return elsewhereInTheUnion.has(countryCode) ? 'reverse-charge' : 'outside-the-union';
};
