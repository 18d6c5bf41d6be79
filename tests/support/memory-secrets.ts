import type { Secrets } from '../../shared/kernel/secrets.ts';

/** A vault in memory; `kept` is what lies in it. */
export const makeMemorySecrets = () => {
  const kept = new Map<string, string>();
  const port: Secrets = {
    get: async (name) => kept.get(name),
    set: async (name, value) => void kept.set(name, value),
    delete: async (name) => void kept.delete(name),
  };
  return { port, kept };
};
