import { createHash } from 'node:crypto';
import type { DestroyedKey } from '../../departures/erasure.ts';
import type { Change } from '../../kernel/commit.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { asChange } from './changes.ts';
import { dataKeyPrefix, destroyedForm } from './data-keys.ts';
import { afterPrefix, queryRows, rangeFilter } from './rows.ts';
import type { Table } from './table.ts';

/**
 * [T5] The tenant's data keys as changes that overwrite each by a mark under its number. The marks stay until the end of
 * the erasure: a first key has the number 1, so that none can be made while its place is taken.
 */
export const makeDestroyDataKeys =
  (table: Table) =>
  async (
    ctx: TenantContext,
  ): Promise<{ readonly changes: readonly Change[]; readonly destroyed: readonly DestroyedKey[] }> => {
    const changes: Change[] = [];
    const destroyed: DestroyedKey[] = [];
    const { tenantId } = ctx;
    const range = rangeFilter(tenantId, dataKeyPrefix, afterPrefix(dataKeyPrefix));
    for await (const { key, etag, columns } of queryRows(table, range)) {
      if (columns['form'] === destroyedForm) continue;
      const wrapped = columns['wrapped'] as Uint8Array;
      destroyed.push({
        number: Number(columns['number']),
        wrappedBy: String(columns['keyId']),
        sha256: createHash('sha256').update(wrapped).digest('hex'),
      });
      changes.push(asChange({ kind: 'replace', tenantId, key, etag, columns: { form: destroyedForm } }));
    }
    return { changes, destroyed };
  };
