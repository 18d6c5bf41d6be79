import fc from 'fast-check';
import { expect, it } from 'vitest';
import { systemRandom } from '../../kernel/ids.ts';
import { rangeFilter } from './rows.ts';
import { tenantOfFilter, tenantOfPartition } from './tenant-of-partition.ts';

const [a, b] = [systemRandom.id(), systemRandom.id()];

it.each([a, `${a}|source`, `${a}|`])('knows the tenant of the partition %s', (partition) => {
  expect(tenantOfPartition(partition)).toBe(a);
});

it.each(['', 'share|ab', `${a}x`, `x${a}`, a.slice(1)])('takes %j for a bug', (partition) => {
  expect(() => tenantOfPartition(partition)).toThrow();
});

it('knows the tenant of every range of keys, whatever the keys are', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (owner, from, to) => {
      expect(tenantOfFilter(rangeFilter(`${a}|${owner}`, from, to))).toBe(a);
    }),
  );
});

it.each([
  `PartitionKey eq '${a}'`,
  `PartitionKey ge '${a}' and PartitionKey lt '${a}}'`,
  `PartitionKey gt '${a}|x' and PartitionKey lt '${a}}' and RowKey gt 'k'`,
  `PartitionKey eq '${a}' and RowKey ge ' PartitionKey eq ''${b}'''`,
])('takes the filter %s', (filter) => {
  expect(tenantOfFilter(filter)).toBe(a);
});

it.each([
  '',
  `RowKey eq '${a}'`,
  `PartitionKey ge '${a}'`,
  `PartitionKey lt '${a}}'`,
  `PartitionKey ge '${a}' and PartitionKey lt '${b}'`,
  `PartitionKey eq '${a}' or PartitionKey eq '${b}'`,
  `RowKey eq 'PartitionKey eq ''${a}'''`,
  "PartitionKey ge 'due|' and PartitionKey le 'due|2026'",
])('takes the filter %j for a bug', (filter) => {
  expect(() => tenantOfFilter(filter)).toThrow();
});
