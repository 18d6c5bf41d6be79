import { type ImportWorld, makeImportWorld } from './import-world.ts';

export const hour = 3_600_000;

/** Of all runs, the newest first: trigger, state, reason. */
export const runsOf = async (world: ImportWorld) =>
  (await world.allRuns()).map(({ trigger, state, reason }) => [trigger, state, reason]);

/** An import whose first run is done. */
export const filledImport = async (users = 3, blockSize = 10) => {
  const world = makeImportWorld({ blockSize });
  const { id } = await world.create(users, 4);
  await world.settle();
  return { world, id };
};

/** A day passes; answers how many runs were due. */
export const night = async (world: ImportWorld): Promise<number> => {
  world.clock.advance(24 * hour);
  const queued = await world.use().dispatch();
  await world.settle();
  return queued;
};
