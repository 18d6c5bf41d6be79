import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{functions,shared,local,tests}/**/*.test.ts'],
    pool: 'forks',
    // Both cores of a small machine: left alone, one is kept free.
    maxWorkers: '100%',
    globalSetup: ['tests/support/azurite.ts'],
    setupFiles: ['tests/properties/examples.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
