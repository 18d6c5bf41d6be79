import { defineConfig } from 'vitest/config';

/** The tests that `npm run test:mutation` tries its mutants on: those nearest to what is mutated, without a server. */
export default defineConfig({
  test: {
    include: [
      'shared/encryption/**/*.test.ts',
      'shared/licences/**/*.test.ts',
      'shared/imports/{plan-mailbox,graph-card-rules,convergence,deletion-limit}.test.ts',
      'shared/imports/session-*.test.ts',
      'shared/http/{access,admission,route}.test.ts',
      'shared/adapters/entra/{access-tokens,signing-keys}.test.ts',
      'tests/isolation/bad-tokens.test.ts',
    ],
    pool: 'forks',
    globalSetup: ['tests/support/azurite.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
