import { defineConfig } from 'vitest/config';
import { areas } from './areas.ts';

const area = process.env['MUTATION_AREA'] ?? '';

/** Of one area, as `run.ts` names it; of all where it names none. */
export default defineConfig({
  test: {
    include: (areas[area] === undefined ? Object.values(areas) : [areas[area]]).flatMap(({ tests }) => tests),
    pool: 'forks',
    globalSetup: ['tests/support/azurite.ts'],
    setupFiles: ['tests/properties/examples.ts'],
    env: { PROPERTY_RUNS_AT_MOST: '30' },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
