import type { World } from '../world/world.ts';

/** Readable rows of a kind, as they are. */
export const kept = <T>(world: World, kind: string): readonly T[] =>
  world.tables.state
    .all()
    .filter(({ key, values }) => key.startsWith(`${kind}|`) && values['form'] === 'json')
    .map(({ values }) => JSON.parse(String(values['json'])) as T);
