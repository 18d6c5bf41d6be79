import { describe, expect, it, onTestFinished } from 'vitest';
import { authorityMetadata } from '../../../../local/emulators/entra/authority-metadata.ts';
import { alpha, manualClock, startTestEntra, testApp } from '../../../../local/emulators/entra/fixture.ts';
import { type AppTokens, makeTokenClient } from '../../../../shared/adapters/entra/token-client.ts';
import { allPermissions } from '../../../../shared/adapters/graph/permissions.ts';
import { tenantId } from '../../../../shared/kernel/ids.ts';
import { systemContext } from '../../../../shared/kernel/tenant-context.ts';
import { makeEntra, makeEntraTokens } from './entra.ts';

interface Subject {
  readonly tokens: AppTokens;
  readonly decide: (consent: 'given' | 'withdrawn' | 'blocked') => void;
}

const ctx = systemContext(tenantId(alpha.tenantId), '11111111-2222-4333-8444-555555555555');

const real = async (): Promise<Subject> => {
  const clock = manualClock();
  const { url, admin, close } = await startTestEntra({ clock, app: testApp });
  onTestFinished(close);
  const tokens = makeTokenClient({
    clientId: testApp.clientId,
    authority: 'https://login.microsoftonline.com',
    authorityMetadata: authorityMetadata(url),
    scope: 'https://graph.microsoft.com/.default',
    credential: async () => ({ clientSecret: 'the secret' }),
    permissions: allPermissions,
    timeoutMs: 2_000,
    clock,
  });
  return {
    tokens,
    decide: (consent) => {
      if (consent === 'given') admin.grantConsent(alpha.tenantId, [...allPermissions]);
      else if (consent === 'withdrawn') admin.withdrawConsent(alpha.tenantId);
      else admin.blockTenant(alpha.tenantId, 53003);
    },
  };
};

const simulated = async (): Promise<Subject> => {
  const clock = manualClock();
  const entra = makeEntra(clock);
  return {
    tokens: makeEntraTokens(entra, clock, async (_operation, perform) => perform()),
    decide: (consent) => entra.decide(alpha.tenantId, consent),
  };
};

describe.each([
  ['the real token client', real],
  ['the simulation’s', simulated],
])('%s', (_, open) => {
  it('names what is granted, and keeps a token until a fresh one is asked for', async () => {
    const { tokens, decide } = await open();
    decide('given');
    const first = await tokens.token(ctx);
    expect(first.ok && [...first.value.permissions].sort()).toEqual([...allPermissions].sort());
    decide('withdrawn');
    expect(await tokens.token(ctx)).toEqual(first);
    expect(await tokens.token(ctx, { fresh: true })).toMatchObject({
      ok: false,
      error: { type: 'consent-required', missingPermissions: allPermissions },
    });
  });

  it('tells that an administrator keeps us out, with the code', async () => {
    const { tokens, decide } = await open();
    decide('given');
    decide('blocked');
    expect(await tokens.token(ctx)).toMatchObject({
      ok: false,
      error: { type: 'access-blocked', code: expect.stringContaining('53003') },
    });
  });
});
