import { dueBillingPrefix } from '../../../../shared/adapters/tables/due-billing.ts';
import { dueErasuresPrefix } from '../../../../shared/adapters/tables/due-erasures.ts';
import { dueLooksPrefix } from '../../../../shared/adapters/tables/due-looks.ts';
import { toIso } from '../../../../shared/kernel/clock.ts';
import type { MemoryTable } from '../../../support/memory-tables/memory-table.ts';

/** By timer: partitions of the index whose keys begin with the instant at which there is something to do. */
const prefixes: Readonly<Record<string, string>> = {
  'due-imports': 'due|',
  'due-erasures': dueErasuresPrefix,
  'due-billing': dueBillingPrefix,
  'due-looks': dueLooksPrefix,
};

/** Whether a timer finds something soon. Otherwise it only reads, and to skip it saves most of the steps of a history. */
export const hasSomethingDue =
  (index: MemoryTable, now: () => number) =>
  (timer: string): boolean => {
    const prefix = prefixes[timer];
    if (prefix === undefined) return true;
    const soon = toIso(now() + 20 * 60_000);
    for (const { partition, key } of index.rows.from([prefix, ''])) {
      if (!partition.startsWith(prefix)) return false;
      if (key.slice(0, soon.length) <= soon) return true;
    }
    return false;
  };
