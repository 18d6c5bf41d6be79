import { beforeEach, describe, expect, it } from 'vitest';
import { authorityMetadata } from '../../../local/emulators/entra/authority-metadata.ts';
import { manualClock, startTestEntra, testApp } from '../../../local/emulators/entra/fixture.ts';
import { startGraphEmulator } from '../../../local/emulators/graph/server.ts';
import { companies } from '../../../local/seed/companies.ts';
import { tenantId } from '../../kernel/ids.ts';
import { systemContext } from '../../kernel/tenant-context.ts';
import { makeTokenClient } from '../entra/token-client.ts';
import { makeGraph } from './client.ts';
import { makeDirectory } from './directory.ts';
import { makeOrganisations } from './organisations.ts';
import { makeReader } from './reader.ts';

const [company] = companies;
if (company === undefined) throw new Error('the seed is empty');
const ctx = systemContext(tenantId(company.tenantId), '11111111-2222-4333-8444-555555555555');

/** MSAL, the Graph client and both emulators, as the composition root puts them together. */
async function start() {
  const clock = manualClock();
  const entra = await startTestEntra({ clock, companies });
  const graphEmulator = await startGraphEmulator({
    port: 0,
    stateFile: ':memory:',
    clock,
    companies,
    verifyToken: (bearer) => entra.verifyGraphToken(bearer),
  });
  const tokens = makeTokenClient({
    clientId: testApp.clientId,
    authority: 'https://login.microsoftonline.com',
    authorityMetadata: authorityMetadata(entra.url),
    scope: 'https://graph.microsoft.com/.default',
    credential: async () => ({ clientSecret: 'the secret' }),
    permissions: ['User.Read.All'],
    timeoutMs: 2_000,
    clock,
  });
  const graph = makeGraph({ url: graphEmulator.url, timeoutMs: 2_000, tokens, clock });
  const reader = makeReader({ graph, clock, sleep: async () => {} });
  return {
    clock,
    entra,
    directory: makeDirectory(reader),
    organisations: makeOrganisations({ reader, tokens }),
    close: () => Promise.all([entra.close(), graphEmulator.close()]),
  };
}

let stack: Awaited<ReturnType<typeof start>>;
beforeEach(async () => {
  stack = await start();
  return async () => void (await stack.close());
});

describe('Graph with a tenant’s own token', () => {
  it('[T2] is open after the administrator’s consent, and not before', async () => {
    const { directory, entra, organisations } = stack;
    expect(await directory.probe(ctx)).toMatchObject({ ok: false, error: { type: 'consent-required' } });
    const granted = ['User.Read.All', 'Organization.Read.All'];
    entra.admin.grantConsent(company.tenantId, granted);
    expect(await directory.probe(ctx)).toMatchObject({ ok: true });
    expect(await organisations.grantedPermissions(ctx)).toEqual({ ok: true, value: granted });
    expect(await organisations.read(ctx)).toMatchObject({ value: { displayName: company.displayName } });
  });

  it('goes on when a token expires earlier than its clock says', async () => {
    const { clock, directory, entra } = stack;
    entra.admin.grantConsent(company.tenantId);
    await directory.probe(ctx);
    clock.advance(2 * 3_600_000);
    expect(await directory.probe(ctx)).toMatchObject({ ok: true });
  });

  it('[T6] tells of a withdrawn consent as soon as a token is needed', async () => {
    const { clock, directory, entra } = stack;
    entra.admin.grantConsent(company.tenantId);
    await directory.probe(ctx);
    entra.admin.withdrawConsent(company.tenantId);
    clock.advance(2 * 3_600_000);
    expect(await directory.probe(ctx)).toMatchObject({ ok: false, error: { type: 'consent-required' } });
  });

  it('[T3] tells of a policy that blocks the app', async () => {
    stack.entra.admin.grantConsent(company.tenantId);
    stack.entra.admin.blockTenant(company.tenantId);
    expect(await stack.directory.probe(ctx)).toEqual({
      ok: false,
      error: { type: 'access-blocked', code: '53003' },
    });
  });
});
