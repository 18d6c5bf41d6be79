import { badRequest } from '../graph-error.ts';
import { type Token, tokenize } from './tokens.ts';

/** A parsed `$filter`. Paths are property names from the item or from a lambda's variable. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly operand: Filter }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'in'; readonly left: Operand; readonly values: readonly Operand[] }
  | { readonly kind: 'call'; readonly name: TextFunction; readonly subject: Operand; readonly text: Operand }
  | {
      readonly kind: 'any';
      readonly path: readonly string[];
      readonly variable: string;
      readonly condition: Filter;
    };

export type Operand =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'path'; readonly path: readonly string[] };

const comparisons = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof comparisons)[number];
const textFunctions = ['startswith', 'endswith', 'contains'] as const;
export type TextFunction = (typeof textFunctions)[number];

/** Reads the part of OData's filter grammar that the served resources know. @throws GraphError 400 */
export function parseFilter(text: string): Filter {
  const tokens = tokenize(text);
  let position = 0;
  const invalid = (): Error => badRequest(`Invalid filter clause: '${text}'.`);
  const peek = (): Token | undefined => tokens[position];
  const isWord = (word: string): boolean => peek()?.kind === 'name' && peek()?.text.toLowerCase() === word;
  const isSign = (sign: string): boolean => peek()?.kind === 'sign' && peek()?.text === sign;
  const next = (): Token => {
    const token = tokens[position];
    if (!token) throw invalid();
    position += 1;
    return token;
  };
  const expectSign = (sign: string): void => {
    if (!isSign(sign)) throw invalid();
    position += 1;
  };

  function either(): Filter {
    let left = both();
    while (isWord('or')) {
      position += 1;
      left = { kind: 'or', left, right: both() };
    }
    return left;
  }

  function both(): Filter {
    let left = unary();
    while (isWord('and')) {
      position += 1;
      left = { kind: 'and', left, right: unary() };
    }
    return left;
  }

  function unary(): Filter {
    if (isWord('not')) {
      position += 1;
      return { kind: 'not', operand: unary() };
    }
    if (isSign('(')) return bracketed(either);
    return predicate();
  }

  function bracketed<T>(inner: () => T): T {
    expectSign('(');
    const result = inner();
    expectSign(')');
    return result;
  }

  function predicate(): Filter {
    const first = operand();
    if (first.kind === 'path' && isSign('(')) return call(first.path);
    const operator = next().text.toLowerCase();
    if (operator === 'in') return { kind: 'in', left: first, values: bracketed(list) };
    const comparison = comparisons.find((known) => known === operator);
    if (!comparison) throw invalid();
    return { kind: 'compare', operator: comparison, left: first, right: operand() };
  }

  function call(path: readonly string[]): Filter {
    const name = path.at(-1)?.toLowerCase();
    if (name === 'any' && path.length > 1) {
      return bracketed(() => {
        const variable = next().text;
        expectSign(':');
        return { kind: 'any', path: path.slice(0, -1), variable, condition: either() };
      });
    }
    const known = textFunctions.find((candidate) => candidate === name);
    if (!known || path.length > 1) throw invalid();
    const [subject, text] = bracketed(list);
    if (!subject || !text) throw invalid();
    return { kind: 'call', name: known, subject, text };
  }

  function list(): readonly Operand[] {
    const operands = [operand()];
    while (isSign(',')) {
      position += 1;
      operands.push(operand());
    }
    return operands;
  }

  function operand(): Operand {
    const token = next();
    if (token.kind === 'string') return { kind: 'literal', value: token.text };
    if (token.kind === 'sign') throw invalid();
    if (/^-?\d+(\.\d+)?$/.test(token.text)) return { kind: 'literal', value: Number(token.text) };
    // A bare date is compared as text: the emulator's instants are all in one form.
    if (/^\d{4}-\d\d-\d\dT/.test(token.text)) return { kind: 'literal', value: token.text };
    const constant = constants.get(token.text.toLowerCase());
    if (constant !== undefined) return { kind: 'literal', value: constant };
    return { kind: 'path', path: token.text.split('/') };
  }

  const filter = either();
  if (position < tokens.length) throw invalid();
  return filter;
}

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
