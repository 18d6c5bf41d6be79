/** Whether a decoded route value satisfies a constraint. */
export type Constraint = (value: string) => boolean;

const GUID =
  /^(?:\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$/i;
const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const within = (value: string, min: bigint, max: bigint): boolean =>
  INTEGER.test(value) && BigInt(value) >= min && BigInt(value) <= max;

const SIMPLE: Readonly<Record<string, Constraint>> = {
  int: (value) => within(value, -(2n ** 31n), 2n ** 31n - 1n),
  long: (value) => within(value, -(2n ** 63n), 2n ** 63n - 1n),
  guid: (value) => GUID.test(value),
  bool: (value) => /^(?:true|false)$/i.test(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  decimal: (value) => NUMBER.test(value),
  double: (value) => NUMBER.test(value),
  float: (value) => NUMBER.test(value),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  required: (value) => value !== '',
};

/**
 * One of ASP.NET's inline route constraints, e.g. `guid`, `length(1,64)`, `regex(^a)`.
 *
 * @param fail called with the reason when there is no such constraint
 */
export const parseConstraint = (text: string, fail: (why: string) => never): Constraint => {
  const [, name = '', argument] = /^(\w+)(?:\((.*)\))?$/s.exec(text) ?? [];
  const simple = SIMPLE[name.toLowerCase()];
  if (simple !== undefined && argument === undefined) return simple;
  if (argument === undefined) return fail(`the constraint "${text}" is not known`);
  if (name.toLowerCase() === 'regex') {
    const expression = new RegExp(argument, 'i');
    return (value) => expression.test(value);
  }
  const numbers = argument.split(',').map(Number);
  const [a = Number.NaN, b] = numbers;
  if (numbers.some((n) => !Number.isSafeInteger(n)))
    return fail(`the constraint "${text}" needs whole numbers`);
  const long = SIMPLE['long'] as Constraint;
  switch (`${name.toLowerCase()}/${numbers.length}`) {
    case 'length/1':
      return (value) => value.length === a;
    case 'length/2':
      return (value) => value.length >= a && value.length <= (b ?? a);
    case 'minlength/1':
      return (value) => value.length >= a;
    case 'maxlength/1':
      return (value) => value.length <= a;
    case 'min/1':
      return (value) => long(value) && Number(value) >= a;
    case 'max/1':
      return (value) => long(value) && Number(value) <= a;
    case 'range/2':
      return (value) => long(value) && Number(value) >= a && Number(value) <= (b ?? a);
    default:
      return fail(`the constraint "${text}" is not known`);
  }
};
