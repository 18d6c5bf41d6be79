import { asId, type SourceId, tenantId } from '../../../../shared/kernel/ids.ts';
import { systemContext } from '../../../../shared/kernel/tenant-context.ts';
import { tenantIdOf } from '../history/companies.ts';
import type { Invariant } from './invariant.ts';

/** (A) Whatever shares and imports make of it. */
export const listsAreAsAcknowledged: Invariant = {
  name: 'A: a company list is what its administrator was told',
  check: async ({ world, truth }) => {
    const lists = [...truth.lists].filter(([company]) => !truth.left.has(company));
    const [instance] = world.instances();
    if (lists.length === 0 || instance === undefined) return [];
    const found: string[] = [];
    let done = false;
    const looked = (async () => {
      for (const [company, { sourceId, entries }] of lists) {
        const ctx = systemContext(tenantId(tenantIdOf(company)), 'invariant');
        const kept: string[] = [];
        for await (const page of instance.stores.sourceContacts.all(ctx, asId<SourceId>(sourceId)))
          for (const { key, displayName, department, phones } of page)
            kept.push([key, displayName, phones[0]?.original, department ?? '-'].join(' · '));
        const wanted = [...entries.values()].map(({ id, displayName, mobile, department }) =>
          [id, displayName, mobile, department ?? '-'].join(' · '),
        );
        if (kept.sort().join('\n') !== wanted.sort().join('\n'))
          found.push(`list of company ${company}: [${kept.join('; ')}] instead of [${wanted.join('; ')}]`);
      }
    })().finally(() => {
      done = true;
    });
    await world.run(() => done);
    await looked;
    return found;
  },
};
