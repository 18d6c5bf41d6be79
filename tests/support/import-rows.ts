import { type ImportStore, importSchema } from '../../shared/imports/import.ts';
import { removedImportId, removedImportSchema } from '../../shared/imports/removed-import.ts';
import { blockEntityId, blockSchema, runEntityId, runSchema } from '../../shared/imports/run.ts';
import { turnsEntityId, turnsSchema } from '../../shared/imports/turns.ts';
import { tenantEntityId, tenantSchema } from '../../shared/tenants/tenant.ts';
import type { makeMemoryStores } from './memory-stores.ts';

/** What imports keep, in memory; reading the imports named in `broken` throws. */
export const keepImportRows = (
  store: ReturnType<typeof makeMemoryStores>['store'],
  broken: ReadonlySet<string>,
) => {
  const stored = store({ kind: 'import', schema: importSchema, idOf: ({ id }) => id });
  const imports: ImportStore = {
    ...stored,
    get: async (ctx, id) => {
      if (broken.has(id)) throw new Error('unreadable');
      return stored.get(ctx, id);
    },
  };
  return {
    imports,
    runs: store({ kind: 'run', schema: runSchema, idOf: ({ importId, id }) => runEntityId(importId, id) }),
    blocks: store({ kind: 'block', schema: blockSchema, idOf: blockEntityId }),
    turns: store({ kind: 'turns', schema: turnsSchema, idOf: () => turnsEntityId }),
    removedImports: store({ kind: 'removed-import', schema: removedImportSchema, idOf: removedImportId }),
    tenants: store({ kind: 'tenant', schema: tenantSchema, idOf: () => tenantEntityId }),
  };
};
