import type { Stores } from '../../../functions/stores.ts';
import type { InstanceServices, Planted } from './world/instance.ts';

/** A bug in one store: whatever `change` does not give is the real one's. */
export const inStore = <Name extends keyof Stores>(
  name: Name,
  change: (real: Stores[Name], services: InstanceServices) => Partial<Stores[Name]>,
): Planted => ({
  stores: (stores, services) => ({
    ...stores,
    [name]: { ...stores[name], ...change(stores[name], services) },
  }),
});
