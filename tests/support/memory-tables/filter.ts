import { type MemoryRow, refusal } from './rows.ts';

interface Condition {
  readonly of: 'PartitionKey' | 'RowKey';
  readonly operator: string;
  readonly value: string;
}

const condition = /^(PartitionKey|RowKey) (eq|ge|gt|le|lt) '((?:[^']|'')*)'/;

/** The part of OData that our adapters write: comparisons of the two keys, joined by `and`. Anything else is refused. */
const readFilter = (filter: string): readonly Condition[] => {
  const conditions: Condition[] = [];
  let rest = filter;
  while (rest !== '') {
    const found = condition.exec(rest);
    if (found === null) throw refusal(501, 'NotImplemented');
    const [whole, of, operator = '', value = ''] = found;
    conditions.push({
      of: of === 'RowKey' ? 'RowKey' : 'PartitionKey',
      operator,
      value: value.replaceAll("''", "'"),
    });
    rest = rest.slice(whole.length);
    if (rest.startsWith(' and ')) rest = rest.slice(5);
    else if (rest !== '') throw refusal(400, 'InvalidInput');
  }
  return conditions;
};

const holds = ({ operator, value }: Condition, actual: string): boolean => {
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
    matches: (row: MemoryRow): boolean =>
      conditions.every((each) => holds(each, each.of === 'RowKey' ? row.key : row.partition)),
  };
};
