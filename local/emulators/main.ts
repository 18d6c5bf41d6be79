import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tables } from '../../shared/adapters/tables/table-names.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { queues } from '../../shared/kernel/messages.ts';
import { companies } from '../seed/companies.ts';
import { operatorCompany } from '../seed/operator.ts';
import { organisations } from '../seed/organisations.ts';
import { installTimeShift } from '../time-shift.ts';
import { entraApp } from './app-registration.ts';
import { serviceAccountOf } from './app-stores/google-keys.ts';
import { startAppStores } from './app-stores/server.ts';
import { chainOf, stackApp } from './app-stores/stack-app.ts';
import { startDynamicsEmulator } from './dynamics/server.ts';
import type { Emulator } from './emulator.ts';
import { startEntraEmulator } from './entra/server.ts';
import { startGraphEmulator } from './graph/server.ts';
import { startKeyVaultEmulator } from './key-vault/server.ts';
import { startMailCatcher } from './mail/server.ts';
import { startServiceBusEmulator } from './service-bus/server.ts';
import { type Credentials, vaultSecrets } from './stack-credentials.ts';
import type { FromEmulators, ServiceName, StackPlan, ToEmulators } from './stack-protocol.ts';
import { startTables } from './tables/server.ts';

/**
 * All emulators of the embedded stack in one process, apart from the application's: killing the one leaves the other.
 * Takes its plan as a file (first argument), tells its parent over IPC where everything is, ends with its parent.
 */
const shift = installTimeShift();
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as StackPlan;
const credentials = JSON.parse(readFileSync(plan.credentialsFile, 'utf8')) as Credentials;
shift.setOffset(plan.clockOffsetMs);

const clock = systemClock;
const stateFile = (name: string) =>
  plan.stateDir === ':memory:' ? ':memory:' : join(plan.stateDir, `${name}.sqlite`);
const say = (message: FromEmulators) => process.send?.(message);
const minute = 60_000;

const entra = await startEntraEmulator({
  port: plan.ports.entra,
  stateFile: stateFile('entra'),
  clock,
  companies: [...companies, operatorCompany],
  app: entraApp(plan, credentials),
});

const starters: Readonly<Record<Exclude<ServiceName, 'entra'>, () => Promise<Emulator>>> = {
  graph: () =>
    startGraphEmulator({
      port: plan.ports.graph,
      stateFile: stateFile('graph'),
      clock,
      companies,
      verifyToken: entra.verifyGraphToken,
    }),
  dynamics: () =>
    startDynamicsEmulator({
      port: plan.ports.dynamics,
      stateFile: stateFile('dynamics'),
      clock,
      organisations,
      clientId: plan.clientId,
      verifyToken: entra.verifyToken,
    }),
  keyVault: () =>
    startKeyVaultEmulator({
      port: plan.ports.keyVault,
      stateFile: stateFile('key-vault'),
      clock,
      keys: ['data-keys'],
      secrets: vaultSecrets(credentials),
    }),
  mail: () =>
    startMailCatcher({
      port: plan.ports.mail,
      smtpPort: plan.ports.smtp,
      stateFile: stateFile('mail'),
      clock,
    }),
  appStores: () =>
    startAppStores({
      ...stackApp,
      port: plan.ports.appStores,
      clock,
      account: serviceAccountOf(credentials.stores.playKey),
      publicUrl: plan.publicUrl,
      chain: chainOf(credentials.stores),
      serverKey: credentials.stores.serverKey,
    }),
  serviceBus: () =>
    startServiceBusEmulator({
      port: plan.ports.serviceBus,
      stateFile: stateFile('service-bus'),
      clock,
      queues: Object.entries(queues).map(([name, options]) => ({
        name,
        maxDeliveryCount: options.maxDeliveryCount,
        lockDurationMs: options.lockDurationSeconds * 1000,
        duplicateDetectionWindowMs: options.duplicateDetectionMinutes * minute,
        defaultTtlMs: options.defaultTtlDays * 24 * 60 * minute,
        deadLetterOnExpiration: true,
      })),
    }),
  tables: () =>
    startTables({
      port: plan.ports.tables,
      stateDir: plan.stateDir === ':memory:' ? ':memory:' : join(plan.stateDir, 'tables'),
      tables: Object.values(tables),
    }),
};

const running = new Map<ServiceName, Emulator>([['entra', entra]]);
say({ type: 'started', name: 'entra', url: entra.url });
await Promise.all(
  plan.services
    .filter((name) => name !== 'entra')
    .map(async (name) => {
      const emulator = await starters[name]();
      running.set(name, emulator);
      const connectionString = 'connectionString' in emulator ? String(emulator.connectionString) : undefined;
      say({
        type: 'started',
        name,
        url: emulator.url,
        ...(connectionString === undefined ? {} : { connectionString }),
      });
    }),
);

let closing = false;
const close = async (): Promise<void> => {
  if (closing) return;
  closing = true;
  await Promise.allSettled([...running.values()].map((emulator) => emulator.close()));
  process.exit(0);
};

process.on('message', (message: ToEmulators) => {
  switch (message.type) {
    case 'clock': {
      shift.setOffset(message.offsetMs);
      const bus = running.get('serviceBus');
      if (bus !== undefined && 'tick' in bus) (bus as { tick(): void }).tick();
      say({ type: 'answer', id: message.id, value: {} });
      return;
    }
    case 'counters': {
      const value = Object.fromEntries([...running].map(([name, emulator]) => [name, emulator.counters()]));
      if (message.reset) for (const emulator of running.values()) emulator.resetCounters();
      say({ type: 'answer', id: message.id, value });
    }
  }
});
process.on('disconnect', () => void close());
process.on('SIGTERM', () => void close());
// Ctrl-C reaches the whole group; the parent says when, so that the application stops first.
process.on('SIGINT', () => {});
say({ type: 'ready' });
