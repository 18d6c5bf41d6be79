import { onTestFinished } from 'vitest';
import { startDynamicsEmulator } from '../../../local/emulators/dynamics/server.ts';
import { authorityMetadata } from '../../../local/emulators/entra/authority-metadata.ts';
import { manualClock, startTestEntra, testApp } from '../../../local/emulators/entra/fixture.ts';
import { companies } from '../../../local/seed/companies.ts';
import { organisations } from '../../../local/seed/organisations.ts';
import { tenantId } from '../../kernel/ids.ts';
import { systemContext } from '../../kernel/tenant-context.ts';
import type { DirectoryPage } from '../../sources/directory.ts';
import type { DynamicsSettings } from '../../sources/dynamics-365.ts';
import type { DynamicsFilter } from '../../sources/dynamics-filter.ts';
import { makeTokenClient } from '../entra/token-client.ts';
import { makeDynamicsClient } from './client.ts';
import { makeDynamicsReader } from './reader.ts';

export const missing = (): never => {
  throw new Error('the seed lacks it');
};

/** Entra and Dataverse emulated, MSAL and the product's own client to them, ending with the test. */
export async function dynamicsStack(options: { readonly timeoutMs?: number } = {}) {
  const clock = manualClock();
  const resources = organisations.map(({ tenantId, host }) => ({ tenantId, uri: `https://${host}` }));
  const entra = await startTestEntra({ clock, companies, app: { ...testApp, resources } });
  onTestFinished(() => entra.close());
  const emulator = await startDynamicsEmulator({
    port: 0,
    stateFile: ':memory:',
    clock,
    organisations,
    clientId: testApp.clientId,
    verifyToken: entra.verifyToken,
  });
  onTestFinished(() => emulator.close());
  const [organisation = missing(), other = missing()] = organisations;
  entra.admin.grantConsent(organisation.tenantId);

  const timeoutMs = options.timeoutMs ?? 5_000;
  const tokens = makeTokenClient({
    clientId: testApp.clientId,
    authority: 'https://login.microsoftonline.com',
    authorityMetadata: authorityMetadata(entra.url),
    scope: 'https://graph.microsoft.com/.default',
    credential: async () => ({ clientSecret: 'the secret' }),
    permissions: ['User.Read.All'],
    timeoutMs,
    clock,
  });
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    clock.advance(ms);
  };
  const client = makeDynamicsClient({ tokens, timeoutMs, loopbackUrl: emulator.url });
  const reader = makeDynamicsReader({ client, sleep, clock });

  const settings: DynamicsSettings = { instance: 'mueller-maschinenbau', region: 'crm4' };
  const filtered = (...conditions: DynamicsFilter['conditions']): DynamicsSettings => ({
    ...settings,
    filter: { match: 'all', conditions },
  });
  const ctx = systemContext(tenantId(organisation.tenantId), '11111111-2222-4333-8444-555555555555');

  const read = async (link?: string, by: DynamicsSettings = settings) => {
    const pages: DirectoryPage[] = [];
    for await (const page of reader.readPeople(ctx, by, link)) {
      if (!page.ok) return { error: page.error, pages };
      pages.push(page.value);
    }
    return { pages };
  };
  /** A reading that must succeed. */
  const all = async (link?: string, by: DynamicsSettings = settings) => {
    const { pages, error } = await read(link, by);
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return {
      people: pages.flatMap(({ changed }) => changed),
      removed: pages.flatMap(({ removed }) => removed),
      link: pages.at(-1)?.link ?? missing(),
      pages: pages.length,
    };
  };

  return {
    clock,
    entra,
    emulator,
    admin: emulator.admin,
    organisation,
    other,
    client,
    reader,
    tokens,
    settings,
    filtered,
    ctx,
    slept,
    read,
    all,
  };
}
