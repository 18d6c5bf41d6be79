import { type MemoryRow, refusal } from './rows.ts';

interface Condition {
  /** `PartitionKey`, `RowKey` or the name of a column of text. */
  readonly of: string;
  readonly operator: string;
  readonly value: string;
}

const condition = /^(PartitionKey|RowKey|[a-z]\w*) (eq|ge|gt|le|lt) '((?:[^']|'')*)'/;

/** The part of OData that our adapters write: comparisons of keys and of text, joined by `and`. Anything else is refused. */
const readFilter = (filter: string): readonly Condition[] => {
  const conditions: Condition[] = [];
  let rest = filter;
  while (rest !== '') {
    const found = condition.exec(rest);
    if (found === null) throw refusal(501, 'NotImplemented');
    const [whole, of = '', operator = '', value = ''] = found;
    conditions.push({
      of,
      operator,
      value: value.replaceAll("''", "'"),
    });
    rest = rest.slice(whole.length);
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
  const single = conditions.find(({ of, operator }) => of === 'PartitionKey' && operator === 'eq');
  return {
    partition: single?.value,
    matches: (row: MemoryRow): boolean => conditions.every((each) => holds(each, columnOf(row, each.of))),
  };
};
