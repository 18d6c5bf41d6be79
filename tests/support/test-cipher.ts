import { makeTenantCipher, type WrappedKey } from '../../shared/encryption/tenant-cipher.ts';
import type { Cipher } from '../../shared/kernel/cipher.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import type { KeyedHashes } from '../../shared/kernel/keyed-hashes.ts';

/** The real cipher with data keys in memory, wrapped by nothing: for tests that seal and open. */
export const makeTestCipher = (): Cipher & KeyedHashes => {
  const stored = new Map<string, WrappedKey[]>();
  return makeTenantCipher({
    clock: systemClock,
    random: systemRandom,
    wrapper: {
      wrap: async (key) => ({ wrapped: key, keyId: 'test/1' }),
      unwrap: async (wrapped) => wrapped,
    },
    dataKeys: {
      all: async (ctx) => stored.get(ctx.tenantId) ?? [],
      insert: async (ctx, key) => {
        const keys = stored.get(ctx.tenantId) ?? [];
        if (keys.some(({ number }) => number === key.number)) return false;
        stored.set(ctx.tenantId, [...keys, key]);
        return true;
      },
    },
  });
};
