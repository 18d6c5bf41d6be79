/** Money is whole cents of one currency [L12]; nothing here is a fraction. */
export type Cents = number;

/** `amount × part / whole`, commercially rounded: half a cent goes away from zero. `whole` is above 0. */
export const proRata = (amount: Cents, part: number, whole: number): Cents => {
  const exact = BigInt(amount) * BigInt(part);
  const of = BigInt(whole);
  const size = exact < 0n ? -exact : exact;
  const rounded = (2n * size + of) / (2n * of);
  return Number(exact < 0n ? -rounded : rounded);
};

/** Tax in basis points, 1900 for 19 %. */
export const taxOn = (net: Cents, rate: number): Cents => proRata(net, rate, 10_000);

/** `1234` → `12.34`, for machines. */
export const toDecimal = (amount: Cents): string => {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
