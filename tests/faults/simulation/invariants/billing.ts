import type { BillingAccount } from '../../../../shared/billing/billing-account.ts';
import { licencesOf } from '../../../../shared/billing/book-licences.ts';
import type { Statement } from '../../../../shared/billing/statement.ts';
import { canonicalJson } from '../../../../shared/contacts/canonical-json.ts';
import type { LicenceAccount } from '../../../../shared/licences/licence-account.ts';
import { readableRow } from '../../../support/memory-tables/rows.ts';
import type { Invariant } from './invariant.ts';

/** [L12] At every commit that ever took place: each charge goes onto one statement, numbers have no gap, licences follow. */
export const moneyAddsUp: Invariant = {
  name: 'L: every charge stands on one statement, and licences are those that are subscribed to',
  check: ({ world }) => {
    const found = new Set<string>();
    const issued = new Map<string, number>();
    const held = new Map<string, number>();
    const state = world.journal.filter(({ table }) => table === 'state');
    for (const rows of Map.groupBy(state, ({ transaction }) => transaction).values()) {
      const [{ partition } = { partition: '' }] = rows;
      const lines = new Set<string>();
      for (const { key, before, after } of rows) {
        if (key.startsWith('licence-account|'))
          held.set(partition, readableRow<LicenceAccount>(after)?.held ?? 0);
        const statement = readableRow<Statement>(after);
        if (!key.startsWith('statement|') || statement === undefined) continue;
        if (before !== undefined) found.add(`${partition}: statement ${statement.sequence} was altered`);
        const next = (issued.get(partition) ?? 0) + 1;
        if (statement.sequence !== next)
          found.add(`${partition}: ${statement.sequence} was issued for ${next}`);
        issued.set(partition, statement.sequence);
        for (const { taxRate: _rate, ...charge } of statement.lines) lines.add(canonicalJson(charge));
      }
      for (const { key, before, after } of rows) {
        if (!key.startsWith('billing-account|')) continue;
        const was = readableRow<BillingAccount>(before)?.charges ?? [];
        const account = readableRow<BillingAccount>(after);
        // Taken by the erasure.
        if (account === undefined) continue;
        const open = new Set(account.charges.map(canonicalJson));
        for (const charge of was.map(canonicalJson)) {
          if (Number(open.has(charge)) + Number(lines.has(charge)) !== 1)
            found.add(`${partition}: a charge is on no statement, or on several`);
        }
        if (account.statements !== (issued.get(partition) ?? 0))
          found.add(`${partition}: a number is missing`);
        const subscribed = licencesOf(account)?.held;
        if (subscribed !== undefined && subscribed !== held.get(partition))
          found.add(`${partition}: ${held.get(partition)} licences are held, ${subscribed} subscribed to`);
      }
    }
    return [...found];
  },
};
