import { isObject } from '../message.ts';
import type { Comparison, Filter, Operand } from './filter.ts';

/** Whether the item fulfils the filter. Texts compare without regard to case, as both services behind Graph do. */
export function fulfils(
  filter: Filter,
  item: unknown,
  variables: ReadonlyMap<string, unknown> = new Map(),
): boolean {
  switch (filter.kind) {
    case 'and':
      return fulfils(filter.left, item, variables) && fulfils(filter.right, item, variables);
    case 'or':
      return fulfils(filter.left, item, variables) || fulfils(filter.right, item, variables);
    case 'not':
      return !fulfils(filter.operand, item, variables);
    case 'compare':
      return compare(
        filter.operator,
        resolved(filter.left, item, variables),
        resolved(filter.right, item, variables),
      );
    case 'in': {
      const left = resolved(filter.left, item, variables);
      return filter.values.some((value) => compare('eq', left, resolved(value, item, variables)));
    }
    case 'call': {
      const subject = folded(resolved(filter.subject, item, variables));
      const text = folded(resolved(filter.text, item, variables));
      if (typeof subject !== 'string' || typeof text !== 'string') return false;
      if (filter.name === 'startswith') return subject.startsWith(text);
      return filter.name === 'endswith' ? subject.endsWith(text) : subject.includes(text);
    }
    case 'any': {
      const items = follow(filter.path, item, variables);
      return (
        Array.isArray(items) &&
        items.some((each) =>
          fulfils(filter.condition, item, new Map([...variables, [filter.variable, each]])),
        )
      );
    }
  }
}

/** The item's own properties that a filter reads, for checking it against the type. */
export function propertiesOf(filter: Filter, variables: readonly string[] = []): readonly string[] {
  const ofOperand = (operand: Operand): readonly string[] => {
    const name = operand.kind === 'path' ? operand.path[0] : undefined;
    return name === undefined || variables.includes(name) ? [] : [name];
  };
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...propertiesOf(filter.left, variables), ...propertiesOf(filter.right, variables)];
    case 'not':
      return propertiesOf(filter.operand, variables);
    case 'compare':
      return [...ofOperand(filter.left), ...ofOperand(filter.right)];
    case 'in':
      return ofOperand(filter.left);
    case 'call':
      return ofOperand(filter.subject);
    case 'any':
      return [...filter.path.slice(0, 1), ...propertiesOf(filter.condition, [...variables, filter.variable])];
  }
}

const folded = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

function compare(operator: Comparison, leftValue: unknown, rightValue: unknown): boolean {
  const left = folded(leftValue) ?? null;
  const right = folded(rightValue) ?? null;
  if (operator === 'eq') return left === right;
  if (operator === 'ne') return left !== right;
  if (left === null || right === null || typeof left !== typeof right) return false;
  if (operator === 'gt') return left > right;
  if (operator === 'ge') return left >= right;
  return operator === 'lt' ? left < right : left <= right;
}

const resolved = (operand: Operand, item: unknown, variables: ReadonlyMap<string, unknown>): unknown =>
  operand.kind === 'literal' ? operand.value : follow(operand.path, item, variables);

function follow(path: readonly string[], item: unknown, variables: ReadonlyMap<string, unknown>): unknown {
  const [first = '', ...rest] = path;
  const start: unknown = variables.has(first) ? variables.get(first) : own(item, first);
  return rest.reduce<unknown>(own, start);
}

const own = (item: unknown, name: string): unknown => (isObject(item) ? item[name] : undefined);
