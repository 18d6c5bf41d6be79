import { canaryOf, tenantIdOf } from '../history/companies.ts';
import type { Invariant } from './invariant.ts';

/** Kinds of rows that name another company because that is what they are for. */
const bridges = [
  'import|',
  'share-use|',
  'idempotency|',
  // How far it has looked through the index, whose keys are of all companies.
  'erasure|',
];

/** (C) */
export const tenantsApart: Invariant = {
  name: 'C: nothing of one company at another, other than shares at their importers',
  check: ({ world, truth, history }) => {
    const found = new Set<string>();
    const companies = Array.from({ length: history.companies }, (_, company) => company);
    const foreign = (text: string, company: number) =>
      companies.filter((other) => other !== company && text.includes(tenantIdOf(other)));
    const companyOf = (partition: string) => companies.find((each) => partition.startsWith(tenantIdOf(each)));
    const imports = new Map(
      companies.map((company) => [
        company,
        new Set([...truth.imports.values()].filter((each) => each.company === company).map(({ id }) => id)),
      ]),
    );

    for (const { table, partition, key, after } of world.journal) {
      const company = companyOf(partition);
      if (company === undefined || bridges.some((kind) => key.startsWith(kind))) continue;
      const text = Object.values(after?.values ?? {})
        .map(String)
        .join(' ')
        // A commit that removes a use of a share names its row, and that bears the importer.
        .replaceAll(/share-use\|[^"]*/g, '');
      if (foreign(`${key} ${text}`, company).length > 0)
        found.add(`a row of ${table} at company ${company}, ${key.split('|')[0]}, names another company`);
    }
    for (const { queue, body } of world.queues.sent) {
      const company = companyOf(String(body['tenantId']));
      if (company === undefined) found.add(`a message of ${queue} is of no company`);
      const importId = String(body['importId'] ?? '');
      for (const [other, ids] of imports)
        if (other !== company && ids.has(importId))
          found.add(`a message of ${queue} names another company's import`);
    }
    for (const { tenantId, call } of world.graphCalls) {
      const company = companyOf(tenantId);
      if (company === undefined) continue;
      const text = `${call.path} ${JSON.stringify(call.body ?? '')}`;
      // Users' ids begin with `e0` and their company.
      for (const other of companies) {
        if (other === company) continue;
        if (text.includes(`e0${String(other).padStart(2, '0')}0000-`))
          found.add(`a call to Graph for company ${company} is about a user of company ${other}`);
        const importsFrom = [...truth.imports.values()].some(
          (each) => each.company === company && truth.shares.get(each.share)?.company === other,
        );
        if (!importsFrom && text.includes(canaryOf(other)))
          found.add(`a call to Graph for company ${company} carries people of company ${other}`);
      }
    }
    for (const { fields } of world.logs) {
      const company = companyOf(fields?.tenantId ?? '');
      if (company !== undefined && foreign(JSON.stringify(fields), company).length > 0)
        found.add(`a log line of company ${company} names another`);
    }
    return [...found];
  },
};
