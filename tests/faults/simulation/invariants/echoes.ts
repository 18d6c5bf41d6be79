import type { Source } from '../../../../shared/sources/source.ts';
import { tenantIdOf, userIdOf } from '../history/companies.ts';
import { tagOf } from '../history/mailbox-edits.ts';
import type { Invariant } from './invariant.ts';
import { makeRowReader } from './row-reader.ts';

/** (A) Merging hides an echo in what is shared, until its person leaves: so it is looked for where it comes in. */
export const noEchoes: Invariant = {
  name: 'A: a mailbox as a source is its owner’s contacts, without what imports wrote there',
  check: async ({ world, truth }) => {
    const read = makeRowReader(world);
    const found: string[] = [];
    for (const { company, beside } of truth.shares.values()) {
      if (beside === undefined || truth.left.has(company)) continue;
      const rows = world.tables.state.all().filter(({ partition, key }) => {
        const [kind, id = ''] = key.split('|');
        return (
          kind === 'source' && partition === tenantIdOf(company) && truth.sources.get(company)?.includes(id)
        );
      });
      const own = world.graph.admin
        .readMailbox(tenantIdOf(company), userIdOf(company, beside.mailboxOf))
        .filter(({ isDefault }) => isDefault)
        .flatMap(({ contacts }) => contacts)
        .filter((contact) => tagOf(contact) === undefined);
      for (const row of rows) {
        const source = await read<Source>(row);
        if (source?.kind !== 'shared-mailbox' || source.lastRefresh?.contacts === own.length) continue;
        found.push(
          `source ${source.id} has ${source.lastRefresh?.contacts} contacts instead of ${own.length}`,
        );
      }
    }
    return found;
  },
};
