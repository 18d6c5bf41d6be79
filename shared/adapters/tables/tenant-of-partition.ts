import { type TenantId, tenantId } from '../../kernel/ids.ts';

const guidLength = 36;

/** Every partition of a placed table begins with its tenant's id; another is a bug and throws. */
export const tenantOfPartition = (partition: string): TenantId => {
  const rest = partition.slice(guidLength);
  if (rest !== '' && !rest.startsWith('|')) throw new Error('a partition begins with its tenant');
  return tenantId(partition.slice(0, guidLength));
};

/**
 * The tenant that a filter stays within. Each bound of the partition that the filter names must begin with the same id,
 * and they must close a range: a filter that reaches into another tenant, or has an open end, is a bug and throws.
 */
export const tenantOfFilter = (filter: string): TenantId => {
  const bounds = partitionBounds(filter);
  const tenants = new Set(bounds.map(({ value }) => tenantId(value.slice(0, guidLength))));
  const [tenant] = tenants;
  const from = bounds.some(({ operator }) => operator === 'ge' || operator === 'gt' || operator === 'eq');
  const to = bounds.some(({ operator }) => operator === 'le' || operator === 'lt' || operator === 'eq');
  if (tenant === undefined || tenants.size > 1 || !from || !to) {
    throw new Error('a filter stays within one tenant');
  }
  return tenant;
};

/** Literals are taken whole, so that nothing in a row key is read as a condition. */
const partitionBounds = (
  filter: string,
): readonly { readonly operator: string; readonly value: string }[] => {
  const tokens = [...filter.matchAll(/'((?:[^']|'')*)'|([^']+)/g)];
  return tokens.flatMap(([, literal], n) => {
    const operator = /\bPartitionKey (eq|ge|gt|le|lt) $/.exec(tokens[n - 1]?.[2] ?? '')?.[1];
    return literal === undefined || operator === undefined
      ? []
      : [{ operator, value: literal.replaceAll("''", "'") }];
  });
};
