import type { AppBrand, AppLogo } from '../../../../shared/brand/app-brand.ts';
import type { AppContract } from '../../../../shared/entitlements/app-contract.ts';
import type { MemoryRow } from '../../../support/memory-tables/rows.ts';
import { tenantIdOf } from '../history/companies.ts';
import type { Invariant } from './invariant.ts';
import { makeRowReader } from './row-reader.ts';

/** (L) [L7] Contract and brand are those that the operator was told last, and the logo is the brand's at every commit. */
export const appTermsAreAsAgreed: Invariant = {
  name: 'L: contract and brand of the app are as agreed',
  check: async ({ world, truth }) => {
    const read = makeRowReader(world);
    const found = new Set<string>();
    const rows = new Map<string, MemoryRow | undefined>();
    const of = <T>(partition: string, kind: string): Promise<T | undefined> => {
      const row = rows.get(`${partition} ${kind}`);
      return row === undefined ? Promise.resolve(undefined) : read<T>(row);
    };
    const commits = Map.groupBy(
      world.journal.filter(({ table, key }) => table === 'state' && /^app-(contract|brand|logo)\|/.test(key)),
      ({ transaction }) => transaction,
    );
    for (const changed of commits.values()) {
      for (const { partition, key, after } of changed) rows.set(`${partition} ${key.split('|')[0]}`, after);
      const [{ partition } = { partition: '' }] = changed;
      // An erasure takes rows as they lie.
      if (changed.every(({ after }) => after === undefined)) continue;
      const brand = await of<AppBrand>(partition, 'app-brand');
      const logo = await of<AppLogo>(partition, 'app-logo');
      if (brand?.logo?.hash !== logo?.hash) found.add(`${partition}: the logo is not the brand’s`);
    }
    const stays = (company: number) => !truth.left.has(company);
    for (const [company, { isOver }] of truth.contracts) {
      const contract = await of<AppContract>(tenantIdOf(company), 'app-contract');
      if (stays(company) && (contract === undefined || (contract.until !== undefined) !== isOver))
        found.add(`the contract of company ${company} is not what was agreed`);
    }
    for (const [company, { name, logoWidth }] of truth.brands) {
      const brand = await of<AppBrand>(tenantIdOf(company), 'app-brand');
      if (stays(company) && (brand?.name !== name || brand.logo?.width !== logoWidth))
        found.add(`the brand of company ${company} is not what was agreed`);
    }
    return [...found];
  },
};
