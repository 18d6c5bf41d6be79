import type { Clock } from '../../kernel/clock.ts';
import type { Secrets } from '../../kernel/secrets.ts';

/** At most this many secrets are kept; passwords of sources come and go, and the oldest entry makes room. */
const maxEntries = 500;

/**
 * Keeps what was read for `ttlMs`, so that a rotated secret is seen within that time and the vault's limits
 * (4,000 operations in 10 s) stay far away. Simultaneous readers share one request; failures and absence are not kept.
 */
export function makeCachedSecrets(
  secrets: Secrets,
  options: { readonly clock: Clock; readonly ttlMs: number },
): Secrets {
  const kept = new Map<string, { readonly until: number; readonly value: Promise<string | undefined> }>();

  const read = (name: string): Promise<string | undefined> => {
    const value = secrets.get(name);
    const entry = { until: options.clock.now() + options.ttlMs, value };
    const forget = () => {
      if (kept.get(name) === entry) kept.delete(name);
    };
    value.then((text) => text === undefined && forget(), forget);
    kept.delete(name);
    kept.set(name, entry);
    const oldest = kept.keys().next().value;
    if (kept.size > maxEntries && oldest !== undefined) kept.delete(oldest);
    return value;
  };

  const changed = async (name: string, change: () => Promise<void>): Promise<void> => {
    // Forgotten before and after: a reading that overlaps the change may have seen the old value.
    kept.delete(name);
    await change();
    kept.delete(name);
  };

  return {
    get: (name) => {
      const entry = kept.get(name);
      return entry !== undefined && entry.until > options.clock.now() ? entry.value : read(name);
    },
    set: (name, value) => changed(name, () => secrets.set(name, value)),
    delete: (name) => changed(name, () => secrets.delete(name)),
  };
}
