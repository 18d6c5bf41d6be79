import type { Answered } from '../world/http.ts';
import type { World } from '../world/world.ts';
import { type Client, makeOperator } from './client.ts';
import type { Act } from './history.ts';
import type { TrueImport, Truth } from './truth.ts';

export type ActOf<Kind extends Act['kind']> = Extract<Act, { kind: Kind }>;

/** Another's share may not be known yet; whoever waits in vain does without. */
const longestWaitMs = 6 * 3_600_000;

export const textOf = ({ body }: Answered, name: string): string => {
  const value = body[name];
  return typeof value === 'string' ? value : '';
};

/** What administrators of all companies work with: their clients, and what they know. */
export const makeDesk = (world: World, truth: Truth, clientOf: (company: number) => Client) => {
  const { timeline } = world;
  const operator = makeOperator(world);
  let keys = 0;
  const newKey = () => `key-${++keys}`;

  const appears = async <T>(find: () => T | undefined): Promise<T | undefined> => {
    for (const end = timeline.now() + longestWaitMs; timeline.now() < end; await timeline.wait(60_000)) {
      const found = find();
      if (found !== undefined) return found;
    }
    return undefined;
  };

  /** Under the ETag read; somebody else's change in between means reading again. */
  const change = async (
    by: number | 'operator',
    read: 'getShare' | 'getImport' | 'getLicences' | 'getCustomerLicences' | 'getSubscription' | 'getTenant',
    operation: string,
    params: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<Answered> => {
    const client = by === 'operator' ? operator : clientOf(by);
    for (let tries = 1; ; tries++) {
      const current = await client({ operation: read, params });
      if (current.status !== 200) return current;
      const answered = await client({
        operation,
        params,
        ...(body === undefined ? {} : { body }),
        ...(current.etag === undefined ? {} : { etag: current.etag }),
      });
      const overtaken = answered.status === 412 || textOf(answered, 'reason').includes('busy');
      if (!overtaken || tries === 20) return answered;
      await timeline.wait(5_000);
    }
  };

  const ofImport = async (
    name: string,
    operation: string,
    body: (imported: TrueImport) => unknown,
    next: (imported: TrueImport) => TrueImport,
  ) => {
    const imported = await appears(() => truth.imports.get(name));
    if (imported === undefined) return;
    const params = { importId: imported.id };
    const answered = await change(imported.company, 'getImport', operation, params, body(imported));
    // Whose answer was lost asks again, and finds that the import has gone meanwhile.
    const isGone = operation === 'deleteImport' && answered.status === 404;
    if (answered.status < 300 || isGone) truth.imports.set(name, next(truth.imports.get(name) ?? imported));
  };

  return { world, truth, clientOf, operator, newKey, appears, change, ofImport };
};

export type Desk = ReturnType<typeof makeDesk>;
