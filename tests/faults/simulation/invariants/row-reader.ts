import { dataKeyPrefix, destroyedForm } from '../../../../shared/adapters/tables/data-keys.ts';
import { fromAnyColumns } from '../../../../shared/adapters/tables/json-columns.ts';
import type { Columns } from '../../../../shared/adapters/tables/rows.ts';
import { makeTenantCipher, type WrappedKey } from '../../../../shared/encryption/tenant-cipher.ts';
import { tenantId } from '../../../../shared/kernel/ids.ts';
import { systemContext } from '../../../../shared/kernel/tenant-context.ts';
import type { MemoryRow } from '../../../support/memory-tables/rows.ts';
import { makePrng, makeSeededRandom } from '../world/prng.ts';
import { makeVault } from '../world/vault.ts';
import type { World } from '../world/world.ts';

/** Reads rows of entities as they ever were, with keys that were destroyed since: the journal has them, and the vault. */
export const makeRowReader = (world: World) => {
  const keys = Map.groupBy(
    world.journal.filter(({ key, after }) => key.startsWith(dataKeyPrefix) && after !== undefined),
    ({ partition }) => partition,
  );
  const cipher = makeTenantCipher({
    dataKeys: {
      all: async (ctx) =>
        (keys.get(ctx.tenantId) ?? []).flatMap(({ after }): readonly WrappedKey[] => {
          const { form, number, wrapped, keyId } = after?.values ?? {};
          if (form === destroyedForm || !(wrapped instanceof Uint8Array)) return [];
          return [{ number: Number(number), wrapped, keyId: String(keyId) }];
        }),
      insert: async () => false,
    },
    wrapper: makeVault(world.vault.wrappingKey),
    clock: world.timeline,
    random: makeSeededRandom(makePrng(1, 'reader')),
  });

  return async <T>({ partition, key, values }: MemoryRow): Promise<T | undefined> => {
    const columns = values as Columns;
    const [kind = '', id = ''] = key.split(/\|(.*)/s);
    switch (columns['form']) {
      case 'json':
      case 'gzip':
      case 'sealed':
      case 'partly-sealed': {
        const ctx = systemContext(tenantId(partition), 'reader');
        return (await fromAnyColumns(cipher, ctx, kind, id, columns)) as T;
      }
      default:
        return undefined;
    }
  };
};
