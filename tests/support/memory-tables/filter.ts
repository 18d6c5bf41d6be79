import { type MemoryRow, refusal } from './rows.ts';

interface Condition {
  /** `PartitionKey`, `RowKey` or the name of a column of text. */
  readonly of: string;
  readonly operator: string;
  readonly value: string;
}

const condition = /^(PartitionKey|RowKey|[a-z]\w*) (eq|ge|gt|le|lt) '((?:[^']|'')*)'/;
const choice = /^\(((?:[^'()]|'(?:[^']|'')*')*)\)/;

const readCondition = (text: string): { readonly read: Condition; readonly rest: string } => {
  const found = condition.exec(text);
  if (found === null) throw refusal(501, 'NotImplemented');
  const [whole, of = '', operator = '', value = ''] = found;
  return { read: { of, operator, value: value.replaceAll("''", "'") }, rest: text.slice(whole.length) };
};

const readJoined = (text: string, by: ' or '): readonly Condition[] => {
  const { read, rest } = readCondition(text);
  if (rest === '') return [read];
  if (!rest.startsWith(by)) throw refusal(400, 'InvalidInput');
  return [read, ...readJoined(rest.slice(by.length), by)];
};

/**
 * The part of OData that our adapters write: comparisons of keys and of text, joined by `and`; in brackets by `or`.
 * Anything else is refused. Of each list of conditions one has to hold.
 */
const readFilter = (filter: string): readonly (readonly Condition[])[] => {
  const conditions: (readonly Condition[])[] = [];
  let rest = filter;
  while (rest !== '') {
    const either = choice.exec(rest);
    if (either === null) {
      const single = readCondition(rest);
      conditions.push([single.read]);
      rest = single.rest;
    } else {
      conditions.push(readJoined(either[1] ?? '', ' or '));
      rest = rest.slice(either[0].length);
    }
    if (rest.startsWith(' and ')) rest = rest.slice(5);
    else if (rest !== '') throw refusal(400, 'InvalidInput');
  }
  return conditions;
};

const columnOf = (row: MemoryRow, of: string): unknown => {
  if (of === 'PartitionKey') return row.partition;
  return of === 'RowKey' ? row.key : row.values[of];
};

/** A column that the row does not have, or not as text, fits nothing. */
const holds = ({ operator, value }: Condition, actual: unknown): boolean => {
  if (typeof actual !== 'string') return false;
  switch (operator) {
    case 'eq':
      return actual === value;
    case 'ge':
      return actual >= value;
    case 'gt':
      return actual > value;
    case 'le':
      return actual <= value;
    default:
      return actual < value;
  }
};

/** `partition`: where the filter names exactly one. */
export const makeFilter = (filter: string | undefined) => {
  const conditions = readFilter(filter ?? '');
  const single = conditions
    .flatMap((either) => (either.length === 1 ? either : []))
    .find(({ of, operator }) => of === 'PartitionKey' && operator === 'eq');
  return {
    partition: single?.value,
    matches: (row: MemoryRow): boolean =>
      conditions.every((either) => either.some((each) => holds(each, columnOf(row, each.of)))),
  };
};
