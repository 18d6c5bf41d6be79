import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { onTestFinished } from 'vitest';
import { startServiceBusEmulator } from '../../../local/emulators/service-bus/server.ts';
import { parseHostJson } from '../../../local/host/config/host-json.ts';
import type { HostLog } from '../../../local/host/log.ts';
import { startQueueListener } from '../../../local/host/queues/queue-listener.ts';
import type { RegisteredFunction } from '../../../local/host/worker/app-registry.ts';
import type { TypedData } from '../../../local/host/worker/protocol.ts';
import { makeMessageBus } from '../../../shared/adapters/service-bus/message-bus.ts';
import { systemRandom, tenantId } from '../../../shared/kernel/ids.ts';
import { type QueueName, queueNames, queues } from '../../../shared/kernel/messages.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';
import { makeComposedApp } from '../../support/composed-app.ts';
import { makeTestClock } from '../../support/mailbox-run.ts';
import { testTables } from '../../support/tables.ts';
import { openTornWire } from '../../support/torn-wire.ts';
import { makeAuthenticate } from '../simulation/world/callers.ts';
import { onboardTenant } from './onboard.ts';

const { serviceBus } = parseHostJson(
  JSON.parse(readFileSync(new URL('../../../host.json', import.meta.url), 'utf8')),
);
const silentHost: HostLog = { fromHost: () => {}, fromFunction: () => {} };
const lockMs = 60_000;

/** As the library hands metadata on: names begin small, what is JSON is read. */
const asTrigger = (metadata: Readonly<Record<string, TypedData>>) =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, { string, json }]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      json === undefined ? string : JSON.parse(json),
    ]),
  );

/**
 * The composed application over Azurite and over the real bus: it sends by the product's adapter, and the embedded host
 * delivers and settles. Both speak AMQP to the emulator over wires that can tear. The queues' clock is the application's.
 */
export const makeBusWorld = async () => {
  const clock = makeTestClock();
  const emulator = await startServiceBusEmulator({
    port: 0,
    stateFile: ':memory:',
    clock,
    queues: queueNames.map((name) => ({
      name,
      lockDurationMs: lockMs,
      maxDeliveryCount: queues[name].maxDeliveryCount,
      duplicateDetectionWindowMs: queues[name].duplicateDetectionMinutes * 60_000,
    })),
  });
  const port = Number(new URL(emulator.url).port);
  const connect = (over: number, options: ServiceBusClientOptions = {}) =>
    new ServiceBusClient(emulator.connectionString.replace(/:\d+;/, `:${over};`), options);
  const [sends, receives] = [await openTornWire(port), await openTornWire(port)];
  // The product's own patience is tried here; the SDK's would wait in real time.
  const sending = connect(sends.port, { retryOptions: { maxRetries: 0, timeoutInMs: 500 } });

  const tables = await testTables();
  const mails: string[] = [];
  /** What happens when a mail is about to go out. */
  const hooks: { onMail?: (() => Promise<void>) | undefined } = {};
  const app = makeComposedApp({
    table: (name) => tables[name],
    authenticate: makeAuthenticate(),
    clock,
    operatorTenantId: systemRandom.id(),
    bus: makeMessageBus(sending),
    mailer: {
      send: async ({ id }) => {
        const { onMail } = hooks;
        delete hooks.onMail;
        await onMail?.();
        mails.push(id);
        return ok({ providerMessageId: id });
      },
    },
  });

  let working = 0;
  const listen = (client: ServiceBusClient, queueName: QueueName) =>
    startQueueListener({
      client,
      queue: {
        kind: 'queue',
        name: queueName,
        fn: {} as RegisteredFunction,
        queueName,
        connection: 'ServiceBus',
        many: false,
        sessions: false,
        binary: false,
        autoComplete: undefined,
      },
      options: serviceBus,
      invoke: async (_fn, { input, triggerMetadata }) => {
        working += 1;
        try {
          await app.deliver(queueName, JSON.parse(input.string ?? ''), asTrigger(triggerMetadata));
        } finally {
          working -= 1;
        }
        return {};
      },
      log: silentHost,
    });
  onTestFinished(async () => {
    await sending.close();
    await emulator.close();
  });
  /** An instance of the host, on all queues. */
  const startHost = (over: number): void => {
    const client = connect(over, {
      retryOptions: { maxRetries: 3, retryDelayInMs: 20, timeoutInMs: 1_000 },
    });
    const listeners = queueNames.map((queueName) => listen(client, queueName));
    onTestFinished(async () => {
      await Promise.all(listeners.map((listener) => listener.stop()));
      await client.close();
    });
  };
  startHost(receives.port);

  const pass = (ms: number): void => {
    clock.advance(ms);
    emulator.tick();
  };

  /** Until nothing is under way and nothing is to come; time passes where a lock or a schedule is waited for. */
  const settle = async (): Promise<void> => {
    for (let idle = 0, rounds = 0; ; rounds++) {
      if (rounds > 1_500) throw new Error('it has no end');
      await pause(5);
      const all = emulator.admin.queues();
      const isAtWork = working > 0 || all.some(({ active, locked }) => active > locked);
      idle = isAtWork ? 0 : idle + 1;
      // Settling is under way for a moment after a handler has ended.
      if (idle < 10) continue;
      idle = 0;
      if (all.some(({ locked }) => locked > 0)) pass(lockMs + 1);
      else {
        const due = queueNames.flatMap((name) =>
          emulator.admin.peek(name).flatMap(({ dueAt }) => dueAt ?? []),
        );
        if (due.length === 0) return;
        pass(Math.max(1, Math.min(...due) - clock.now()));
      }
    }
  };

  const company = systemRandom.id();
  await onboardTenant(app, clock, company, 'Bus AG');
  return {
    app,
    clock,
    sends,
    receives,
    mails,
    hooks,
    pass,
    settle,
    company,
    ctx: systemContext(tenantId(company), 'bus'),
    lockMs,
    /** Over a wire of its own. */
    startOtherHost: () => startHost(port),
    counters: emulator.counters,
    queues: emulator.admin.queues,
    dropConnections: emulator.dropConnections,
    /** Rows that wait to be sent. */
    outbox: async (): Promise<number> => {
      let count = 0;
      const queryOptions = {
        filter: `PartitionKey eq '${company}' and RowKey ge 'outbox|' and RowKey lt 'outbox}'`,
      };
      for await (const page of tables.state.listEntities({ queryOptions }).byPage({ maxPageSize: 100 }))
        count += page.length;
      return count;
    },
  };
};

export type BusWorld = Awaited<ReturnType<typeof makeBusWorld>>;
