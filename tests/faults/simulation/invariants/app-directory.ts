import type { Stores } from '../../../../functions/stores.ts';
import { canonicalJson } from '../../../../shared/contacts/canonical-json.ts';
import { tenantId } from '../../../../shared/kernel/ids.ts';
import { systemContext, type TenantContext } from '../../../../shared/kernel/tenant-context.ts';
import { visiblePeople } from '../../../../shared/sources/visible-people.ts';
import { tenantIdOf } from '../history/companies.ts';
import type { Invariant } from './invariant.ts';

/** (S) When all is calm, the app's directory has exactly the people of the sources that are open to it. */
export const appFollowsSources: Invariant = {
  name: 'S: the app’s directory follows its sources',
  check: async ({ history, world }) => {
    const [instance] = world.instances();
    if (instance === undefined) return [];
    const found: string[] = [];
    let done = false;
    const looked = (async () => {
      for (let company = 0; company < history.companies; company++) {
        const ctx = systemContext(tenantId(tenantIdOf(company)), 'invariant');
        found.push(...(await differences(ctx, instance.stores)));
      }
    })().finally(() => {
      done = true;
    });
    await world.run(() => done);
    await looked;
    return found;
  },
};

const differences = async (ctx: TenantContext, stores: Stores): Promise<readonly string[]> => {
  const shelves = (await stores.appAccess.get(ctx, 'self'))?.value.shelves ?? [];
  const found: string[] = [];
  for (const { shelfId, sourceId } of shelves) {
    const source = (await stores.sources.get(ctx, sourceId))?.value;
    if (source === undefined) {
      found.push('a source that is gone is open to the app');
      continue;
    }
    const wanted: string[] = [];
    for await (const page of stores.sourceContacts.all(ctx, sourceId)) {
      wanted.push(...visiblePeople({ ...source, includePhotos: false }, page).map(canonicalJson));
    }
    const shown = new Map<string, string>();
    for (let after = 0, more = true; more; ) {
      const page = await stores.appDirectory.changes(ctx, shelfId, after, 50);
      for (const { id, seq, contact } of page.items) {
        if (contact === undefined) shown.delete(id);
        else shown.set(id, canonicalJson(contact));
        after = seq;
      }
      more = page.more;
    }
    if ([...shown.values()].toSorted().join() !== wanted.toSorted().join()) {
      found.push(`the app shows ${shown.size} people, the source has ${wanted.length}, or others`);
    }
  }
  return found;
};
