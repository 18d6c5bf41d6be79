import { makeConsoleLog } from '../shared/adapters/console-log.ts';
import { makeCredential } from '../shared/adapters/credential.ts';
import { makeDynamicsClient } from '../shared/adapters/dynamics/client.ts';
import { makeSignInPage } from '../shared/adapters/entra/sign-in-url.ts';
import type { TokenClient } from '../shared/adapters/entra/token-client.ts';
import type { Graph } from '../shared/adapters/graph/client.ts';
import { graphOrigin } from '../shared/adapters/graph/origin.ts';
import { makePersonalContacts } from '../shared/adapters/graph/personal-contacts.ts';
import { makeReader } from '../shared/adapters/graph/reader.ts';
import { makeCachedSecrets } from '../shared/adapters/key-vault/cached-secrets.ts';
import { readRow } from '../shared/adapters/tables/rows.ts';
import type { Config } from '../shared/config/config.ts';
import { systemClock } from '../shared/kernel/clock.ts';
import type { DeadLetters } from '../shared/kernel/dead-letters.ts';
import { systemRandom } from '../shared/kernel/ids.ts';
import type { KeyWrapper } from '../shared/kernel/key-wrapper.ts';
import type { MessageBus } from '../shared/kernel/message-bus.ts';
import type { Secrets } from '../shared/kernel/secrets.ts';
import { systemSleep } from '../shared/kernel/sleep.ts';
import { silentTelemetry, type Telemetry } from '../shared/kernel/telemetry.ts';
import type { Mailer } from '../shared/notifications/mailer.ts';
import type { UserSignIn } from '../shared/sources/user-sign-in.ts';
import { once, onDemand } from './on-demand.ts';
import { makeActiveDirectoryReader } from './services/active-directory.ts';
import { makeAppStores } from './services/app-stores.ts';
import { makePlacedTables } from './services/placed-tables.ts';
import { signInCallback } from './services/sign-in-callback.ts';

/**
 * Clients of everything outside, made once per instance; what an answer from the tables does not need is loaded when it
 * is first used. Locally and in the cloud the same code runs; the one difference is here: a connection string where there
 * is one, else the managed identity.
 */
export const makeServices = (config: Config, telemetry: Telemetry = silentTelemetry) => {
  const clock = systemClock;
  const log = makeConsoleLog({
    clock,
    least: config.logLevel,
    write: (line) => console.log(line),
    telemetry,
  });
  const credentialFor = (url: string) => makeCredential(config, url);

  const vault = once(async () =>
    (await import('./services/vault.ts')).makeVaultServices(config, credentialFor),
  );
  const stored = onDemand<Secrets>(async () => (await vault()).secrets, ['get', 'set', 'delete']);
  const secrets = makeCachedSecrets(stored, { clock, ttlMs: 5 * 60_000 });
  const keyWrapper = onDemand<KeyWrapper>(async () => (await vault()).keyWrapper, ['wrap', 'unwrap']);

  const microsoft = once(async () =>
    (await import('./services/graph.ts')).makeGraphServices(config, { secrets, clock, telemetry }),
  );
  const tokens = onDemand<TokenClient>(async () => (await microsoft()).tokens, ['token', 'tokenFor']);
  const graph: Graph = {
    ...onDemand<Pick<Graph, 'send' | 'renew'>>(async () => (await microsoft()).graph, ['send', 'renew']),
    origin: graphOrigin(config.graph.url),
  };

  const serviceBus = once(async () =>
    (await import('./services/bus.ts')).makeBusServices(config.serviceBus, credentialFor, telemetry),
  );
  const mailer = onDemand<Mailer>(
    async () => (await import('./services/mail.ts')).openMailer(config, secrets, credentialFor),
    ['send'],
  );
  const placed = makePlacedTables(config, credentialFor, telemetry);

  return {
    clock,
    random: systemRandom,
    sleep: systemSleep,
    log,
    telemetry,
    secrets,
    keyWrapper,
    tokens,
    graph,
    activeDirectory: makeActiveDirectoryReader(config, clock),
    reader: makeReader({ graph, sleep: systemSleep, clock }),
    userSignIn: {
      pageFor: makeSignInPage({ ...config.entra, redirectUri: signInCallback(config) }),
      ...onDemand<Omit<UserSignIn, 'pageFor'>>(
        async () => (await microsoft()).userSignIn,
        ['redeemCode', 'redeemRefreshToken'],
      ),
    } satisfies UserSignIn,
    personalContacts: makePersonalContacts({
      graphFor: (userTokens) => ({
        ...onDemand<Pick<Graph, 'send' | 'renew'>>(
          async () => (await microsoft()).graphFor(userTokens),
          ['send', 'renew'],
        ),
        origin: graph.origin,
      }),
      sleep: systemSleep,
      clock,
    }),
    dynamics: makeDynamicsClient({
      ...config.dynamics,
      tokens,
      timeoutMs: config.limits.httpTimeoutMs,
      telemetry,
    }),
    bus: onDemand<MessageBus>(async () => (await serviceBus()).bus, ['send']),
    deadLetters: onDemand<DeadLetters>(
      async () => (await serviceBus()).deadLetters,
      ['acrossTenants', 'take'],
    ),
    mailer,
    appStores: makeAppStores(config, { secrets, clock }),
    ...placed,
    /** Small questions to what nothing works without. */
    checks: {
      tables: () =>
        Promise.all(
          placed.regions.map((region) => readRow(placed.tableIn(region, 'state'), 'health', 'health')),
        ),
      serviceBus: async () => (await serviceBus()).check.run(),
      keyVault: () => secrets.get(config.entra.credential.secretName).then(demand),
    },
  };
};

export type Services = ReturnType<typeof makeServices>;
export type CredentialFor = (url: string) => ReturnType<typeof makeCredential>;

const demand = (value: string | undefined): void => {
  if (value === undefined) throw new Error('the vault holds no credential of the application');
};
