/**
 * Value added tax in basis points by the customer's country. Elsewhere the customer owes it himself (reverse charge,
 * Directive 2006/112/EC, article 196), or there is none.
 */
const domestic: Readonly<Record<string, number>> = { DE: 1900 };

export const taxRateOf = (countryCode: string): number => domestic[countryCode] ?? 0;
