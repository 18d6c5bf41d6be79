export interface Area {
  /** What is mutated. No braces: Stryker's command line splits at commas. */
  readonly mutate: readonly string[];
  /** The tests that its mutants are tried on: those nearest to it. Mutants of constants are tried on all of them. */
  readonly tests: readonly string[];
}

/** What carries the promises; each is held to the score of stryker.config.json by itself. */
export const areas: Readonly<Record<string, Area>> = {
  encryption: {
    mutate: ['shared/encryption/*.ts'],
    tests: ['shared/encryption/*.test.ts'],
  },
  authentication: {
    mutate: [
      'shared/http/access.ts',
      'shared/http/admission.ts',
      'shared/adapters/entra/access-tokens.ts',
      'shared/adapters/entra/signing-keys.ts',
    ],
    tests: [
      'shared/http/{access,admission,request-limits,route}.test.ts',
      'shared/adapters/entra/{access-tokens,signing-keys}.test.ts',
      'tests/isolation/bad-tokens.test.ts',
    ],
  },
  plan: {
    mutate: [
      'shared/imports/plan-mailbox.ts',
      'shared/imports/reconcile.ts',
      'shared/imports/deletion-limit.ts',
    ],
    tests: [
      'shared/imports/{plan-mailbox,plan-mailbox-steps,reconcile,graph-card-rules,deletion-limit}.test.ts',
      'shared/imports/session-{answers,drift,gate,places,refusals,removal}.test.ts',
    ],
  },
  licences: {
    mutate: ['shared/licences/*.ts'],
    // Not tables.test.ts: it is about sizes in Azurite.
    tests: [
      'shared/licences/{change-seating,claim-for-run,claim-seats,coverage,histories,licence-account,note-shortage,release-seats,seat-list,seating,set-licences,trial}.test.ts',
    ],
  },
};
