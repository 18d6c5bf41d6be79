import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{functions,shared,local,tests}/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['tests/support/azurite.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
