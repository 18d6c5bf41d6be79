import { describe, expect, it } from 'vitest';
import { ok } from '../../kernel/result.ts';
import { graphStack } from './graph-stack.test-data.ts';
import { makeOrganisations } from './organisations.ts';
import { makeReader, type Reader } from './reader.ts';

const sleep = async () => {};

describe('the organisation', () => {
  it('[T2] is read with the app’s own token', async () => {
    const stack = await graphStack();
    const organisations = makeOrganisations({ ...stack, reader: makeReader({ ...stack, sleep }) });
    const { displayName, countryLetterCode, preferredLanguage, domain } = stack.company;
    expect(await organisations.read(stack.ctx)).toEqual(
      ok({ displayName, countryCode: countryLetterCode, preferredLanguage, defaultDomain: domain }),
    );
  });

  it('that keeps country and language empty is taken for German', async () => {
    const stack = await graphStack();
    const sparse = { displayName: 'X', verifiedDomains: [{ name: 'x.example' }], countryLetterCode: null };
    const reader: Reader = {
      ...makeReader({ ...stack, sleep }),
      get: async (_ctx, _path, schema) => ok(schema.parse({ value: [sparse] })),
    };
    expect(await makeOrganisations({ reader, tokens: stack.tokens }).read(stack.ctx)).toEqual(
      ok({ displayName: 'X', countryCode: 'DE', preferredLanguage: 'de', defaultDomain: 'x.example' }),
    );
  });

  it('[T2] names what it has granted now, not what a cached token says', async () => {
    const stack = await graphStack({ permissions: ['User.Read.All'] });
    const organisations = makeOrganisations({ ...stack, reader: makeReader({ ...stack, sleep }) });
    expect(await organisations.grantedPermissions(stack.ctx)).toEqual(ok(['User.Read.All']));
    expect(stack.freshness).toEqual([true]);
  });

  it('[T6] that withdrew its consent is told as that', async () => {
    const stack = await graphStack();
    const organisations = makeOrganisations({ ...stack, reader: makeReader({ ...stack, sleep }) });
    const refusal = { type: 'consent-required', missingPermissions: ['User.Read.All'] } as const;
    stack.nextToken(refusal);
    expect(await organisations.read(stack.ctx)).toEqual({ ok: false, error: refusal });
    stack.nextToken({ type: 'throttled', retryAfterSeconds: 60 });
    expect(await organisations.grantedPermissions(stack.ctx)).toEqual({
      ok: false,
      error: { type: 'unavailable', service: 'graph' },
    });
  });
});
