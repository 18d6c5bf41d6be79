import { certificatesPrefix } from '../../../../shared/adapters/tables/erasure-certificates.ts';
import { regionsPrefix } from '../../../../shared/adapters/tables/tenant-directory.ts';
import { tenantIdOf } from '../history/companies.ts';
import type { Invariant } from './invariant.ts';

/** Partners' own rows, which say where their contacts came from, and what a partner was answered. */
const partners = ['import|', 'idempotency|', 'act|'];

/** [T5][T6] Of a company that has left stay its certificate, its region and its id in partners' imports. */
export const erasedIsGone: Invariant = {
  name: 'T6: of a company that has left nothing stays',
  check: ({ world, truth }) =>
    [...truth.left].flatMap((company) => {
      const id = tenantIdOf(company);
      const found = new Set<string>();
      let certificates = 0;
      for (const [table, { all }] of Object.entries(world.tables)) {
        for (const { partition, key, values } of all()) {
          const isNamed = [partition, key, ...Object.values(values)].some(
            (text) => typeof text === 'string' && text.includes(id),
          );
          if (!isNamed || partition.startsWith(regionsPrefix)) continue;
          if (partition === `${certificatesPrefix}${id}`) certificates += 1;
          else if (partition.startsWith(id) || !partners.some((kind) => key.startsWith(kind)))
            found.add(`${table}: ${partition.split('|')[0]} ${key.split('|')[0]}`);
        }
      }
      const what = [...found].map((where) => `${where} names company ${company}`);
      return certificates === 1 ? what : [...what, `company ${company} has ${certificates} certificates`];
    }),
};
