import { ServiceBusClient } from '@azure/service-bus';
import { makeConsoleLog } from '../shared/adapters/console-log.ts';
import { makeCredential } from '../shared/adapters/credential.ts';
import { readAppCredential } from '../shared/adapters/entra/app-credential.ts';
import { makeTokenClient } from '../shared/adapters/entra/token-client.ts';
import { makeGraph } from '../shared/adapters/graph/client.ts';
import { allPermissions } from '../shared/adapters/graph/permissions.ts';
import { makeReader } from '../shared/adapters/graph/reader.ts';
import { makeCachedSecrets } from '../shared/adapters/key-vault/cached-secrets.ts';
import { makeKeyWrapper } from '../shared/adapters/key-vault/data-keys.ts';
import { makeSecrets } from '../shared/adapters/key-vault/secrets.ts';
import { makeAcsMailer } from '../shared/adapters/mail/acs.ts';
import { makeSmtpMailer } from '../shared/adapters/mail/smtp.ts';
import { makeDeadLetters } from '../shared/adapters/service-bus/dead-letters.ts';
import { makeMessageBus } from '../shared/adapters/service-bus/message-bus.ts';
import { readRow } from '../shared/adapters/tables/rows.ts';
import type { Access, Config } from '../shared/config/config.ts';
import { systemClock } from '../shared/kernel/clock.ts';
import { systemRandom } from '../shared/kernel/ids.ts';
import { queueNames } from '../shared/kernel/messages.ts';
import type { Secrets } from '../shared/kernel/secrets.ts';
import { systemSleep } from '../shared/kernel/sleep.ts';
import { silentTelemetry, type Telemetry } from '../shared/kernel/telemetry.ts';
import type { Mailer } from '../shared/notifications/mailer.ts';
import { makePlacedTables } from './placed-tables.ts';

/**
 * Clients of everything outside, made once per instance. Locally and in the cloud the same code runs; the one difference
 * is here: a connection string where there is one, else the managed identity.
 */
export const makeServices = (config: Config, telemetry: Telemetry = silentTelemetry) => {
  const clock = systemClock;
  const random = systemRandom;
  const log = makeConsoleLog({
    clock,
    least: config.logLevel,
    write: (line) => console.log(line),
    telemetry,
  });
  const credentialFor = (url: string) => makeCredential(config, url);

  const vault = {
    vaultUrl: config.keyVault.url,
    credential: credentialFor(config.keyVault.url),
    insecureLoopback: config.insecureLoopback,
  };
  const secrets = makeCachedSecrets(makeSecrets(vault), { clock, ttlMs: 5 * 60_000 });
  const tokens = makeTokenClient({
    ...config.entra,
    scope: 'https://graph.microsoft.com/.default',
    credential: () => readAppCredential(secrets, config.entra.credential),
    permissions: allPermissions,
    timeoutMs: config.limits.httpTimeoutMs,
    clock,
  });
  const graph = makeGraph({ ...config.graph, tokens, clock, telemetry });
  const serviceBus = serviceBusClient(config.serviceBus, credentialFor);
  const placed = makePlacedTables(config, credentialFor, telemetry);

  return {
    clock,
    random,
    sleep: systemSleep,
    log,
    telemetry,
    secrets,
    keyWrapper: makeKeyWrapper({ ...vault, keyName: config.keyVault.dataKeyName }),
    tokens,
    graph,
    reader: makeReader({ graph, sleep: systemSleep, clock }),
    bus: makeMessageBus(serviceBus, telemetry),
    deadLetters: makeDeadLetters(serviceBus),
    mailer: makeMailer(config, secrets, credentialFor),
    ...placed,
    /** Small questions to what nothing works without. */
    checks: {
      tables: () =>
        Promise.all(
          placed.regions.map((region) => readRow(placed.tableIn(region, 'state'), 'health', 'health')),
        ),
      serviceBus: () => peek(serviceBus),
      keyVault: () => secrets.get(config.entra.credential.secretName).then(demand),
    },
  };
};

export type Services = ReturnType<typeof makeServices>;
type CredentialFor = (url: string) => ReturnType<typeof makeCredential>;

const serviceBusClient = (access: Access, credentialFor: CredentialFor): ServiceBusClient =>
  access.kind === 'connection-string'
    ? new ServiceBusClient(access.connectionString)
    : new ServiceBusClient(access.address, credentialFor(`https://${access.address}`));

const peek = async (client: ServiceBusClient): Promise<void> => {
  const receiver = client.createReceiver(queueNames[0] ?? '');
  try {
    await receiver.peekMessages(1);
  } finally {
    await receiver.close();
  }
};

const demand = (value: string | undefined): void => {
  if (value === undefined) throw new Error('the vault holds no credential of the application');
};

/** The SMTP password is read from the vault when the first mail is sent. */
const makeMailer = (config: Config, secrets: Secrets, credentialFor: CredentialFor): Mailer => {
  const { mail } = config;
  if (mail.kind === 'acs') {
    const common = { senderAddress: mail.sender, clock: systemClock };
    return mail.access.kind === 'connection-string'
      ? makeAcsMailer({ ...common, connectionString: mail.access.connectionString })
      : makeAcsMailer({
          ...common,
          endpoint: mail.access.address,
          credential: credentialFor(mail.access.address),
        });
  }
  let mailer: Promise<Mailer> | undefined;
  return {
    send: async (message) => {
      mailer ??= smtpMailer(mail, config.insecureLoopback, secrets);
      mailer.catch(() => {
        mailer = undefined;
      });
      return (await mailer).send(message);
    },
  };
};

const smtpMailer = async (
  mail: Extract<Config['mail'], { kind: 'smtp' }>,
  insecureLoopback: boolean,
  secrets: Secrets,
): Promise<Mailer> => {
  const { protocol, hostname, port, username } = new URL(mail.url);
  const password = mail.passwordSecret === undefined ? undefined : await secrets.get(mail.passwordSecret);
  const plain = insecureLoopback && protocol === 'smtp:' && hostname === '127.0.0.1';
  return makeSmtpMailer({
    host: hostname,
    port: Number(port || (protocol === 'smtps:' ? 465 : 587)),
    security: protocol === 'smtps:' ? 'tls' : plain ? 'none' : 'starttls',
    ...(password === undefined ? {} : { credentials: { user: decodeURIComponent(username), password } }),
    senderAddress: mail.sender,
    senderName: 'Switchboard',
  });
};
