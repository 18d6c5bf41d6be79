import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../../emulators/service-bus/server.ts';
import { type HostedApp, startHostedApp } from '../testing/hosted-app.ts';

interface Told {
  readonly function: string;
  readonly input: unknown;
  readonly metadata: Record<string, unknown>;
  readonly trace: { readonly traceParent: string };
}

describe('a Service Bus queue trigger', () => {
  let bus: ServiceBusEmulator;
  let client: ServiceBusClient;
  let app: HostedApp;
  /** How far the queues' clock is from the real one. */
  let offset = 0;

  const startApp = async (serviceBus: object = {}, env: Record<string, string> = {}): Promise<HostedApp> => {
    app = await startHostedApp({
      app: 'queue-app.ts',
      hostJson: {
        extensions: {
          serviceBus: {
            maxConcurrentCalls: 4,
            maxConcurrentSessions: 2,
            sessionIdleTimeout: '00:00:01',
            ...serviceBus,
          },
        },
      },
      env: { Bus: bus.connectionString, QUEUE_ONE: 'one', ...env },
    });
    return app;
  };
  const send = (queue: string, ...messages: ServiceBusMessage[]): Promise<void> =>
    client.createSender(queue).sendMessages(messages);
  const executed = (name: string, outcome = 'Succeeded'): Promise<unknown> =>
    app.line(({ message }) => message.startsWith(`Executed 'Functions.${name}' (${outcome}`));
  const told = (name: string): Told[] =>
    app
      .said()
      .filter((text) => text.startsWith('{'))
      .map((text) => JSON.parse(text) as Told)
      .filter((one) => one.function === name);
  const counts = (queue: string): { active: number; locked: number; deadLetter: number } | undefined =>
    bus.admin.queues().find(({ name }) => name === queue);
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  beforeAll(async () => {
    bus = await startServiceBusEmulator({
      port: 0,
      stateFile: ':memory:',
      clock: { now: () => Date.now() + offset },
      queues: [
        { name: 'one' },
        { name: 'bytes' },
        { name: 'poison', maxDeliveryCount: 3 },
        { name: 'slow' },
        { name: 'batch' },
        { name: 'session', requiresSession: true },
        { name: 'kept' },
      ],
    });
    client = new ServiceBusClient(bus.connectionString);
  });
  afterEach(async () => {
    await app.kill();
    offset = 0;
    for (const { name } of bus.admin.queues()) {
      bus.admin.purge(name);
      bus.admin.purge(`${name}/$DeadLetterQueue`);
    }
  });
  afterAll(async () => {
    await client.close();
    await bus.close();
  });

  it('is given a JSON message and its properties, and completes it', async () => {
    await startApp();
    expect(app.functions).toContainEqual({ name: 'one', trigger: 'queue', queueName: 'one' });
    const traceParent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await send('one', {
      body: { tenant: 't-1', nested: { a: 1 } },
      messageId: 'm-1',
      correlationId: 'c-1',
      subject: 'import',
      contentType: 'application/json',
      replyTo: 'answers',
      to: 'there',
      applicationProperties: { 'Diagnostic-Id': traceParent, attempt: 3 },
    });
    await executed('one');
    expect(told('one')).toMatchObject([
      {
        input: { tenant: 't-1', nested: { a: 1 } },
        metadata: {
          messageId: 'm-1',
          correlationId: 'c-1',
          subject: 'import',
          label: 'import',
          contentType: 'application/json',
          replyTo: 'answers',
          to: 'there',
          deliveryCount: 1,
          sequenceNumber: expect.any(Number),
          lockToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
          enqueuedTimeUtc: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          expiresAtUtc: expect.stringMatching(/Z$/),
          applicationProperties: { attempt: 3 },
          userProperties: { attempt: 3 },
          tenant: 't-1',
        },
        trace: { traceParent },
      },
    ]);
    await until(() => counts('one')?.active === 0);
    expect(counts('one')?.deadLetter).toBe(0);
  });

  it('lets properties of the body hide the message’s own in the metadata, as the cloud does', async () => {
    await startApp();
    await send('one', {
      body: { messageId: 'from the body', list: [1], none: null, flag: true, n: 7, o: { a: 1 } },
      messageId: 'from the message',
    });
    await executed('one');
    const metadata = told('one')[0]?.metadata;
    expect(metadata?.['messageId']).toBe('from the body');
    expect(metadata).toMatchObject({ flag: 'True', n: 7, o: { a: 1 } });
    expect(metadata).not.toHaveProperty('list');
    expect(metadata).not.toHaveProperty('none');
  });

  it('gets a body that is no JSON as text, and a bare number as a number', async () => {
    await startApp({ maxConcurrentCalls: 1 });
    await send(
      'one',
      { body: Buffer.from('{"broken": ') },
      { body: Buffer.from('42') },
      { body: Buffer.from('plain words') },
    );
    await until(() => told('one').length === 3);
    expect(told('one').map(({ input }) => input)).toEqual(['{"broken": ', 42, 'plain words']);
  });

  it('of binary data type gets the bytes', async () => {
    await startApp();
    await send('bytes', { body: Buffer.from([0, 255, 128, 10]) });
    await executed('bytes');
    expect(told('bytes')[0]?.input).toEqual({ hex: '00ff800a' });
  });

  it('that throws gets the message again with a risen delivery count, until the queue dead-letters it', async () => {
    await startApp();
    await send('poison', { body: { fail: true }, messageId: 'p-1' });
    await until(() => counts('poison')?.deadLetter === 1);
    expect(told('poison').map(({ metadata }) => metadata['deliveryCount'])).toEqual([1, 2, 3]);
    expect(bus.admin.peek('poison/$DeadLetterQueue')).toMatchObject([
      { id: 'p-1', deadLetterReason: 'MaxDeliveryCountExceeded' },
    ]);
  });

  it('settles each of many concurrent messages by its own outcome', async () => {
    await startApp({ maxConcurrentCalls: 16 });
    await send(
      'poison',
      ...Array.from({ length: 60 }, (_, n) => ({ body: { fail: n % 2 === 0 }, messageId: `p-${n}` })),
    );
    await until(() => counts('poison')?.active === 0);
    const dead = bus.admin.peek('poison/$DeadLetterQueue').map(({ id }) => id);
    expect(dead.sort()).toEqual(Array.from({ length: 30 }, (_, n) => `p-${n * 2}`).sort());
  });

  it('runs as many messages at once as maxConcurrentCalls allows, and fetches prefetchCount more', async () => {
    await startApp({ maxConcurrentCalls: 2, prefetchCount: 3 });
    await send('slow', ...Array.from({ length: 8 }, (_, n) => ({ body: { n, ms: 150 } })));
    await app.line(({ message }) => message === 'begin 1');
    await until(() => counts('slow')?.locked === 5);
    expect(app.said().filter((text) => text.startsWith('begin'))).toHaveLength(2);
    await until(() => counts('slow')?.active === 0);
    let running = 0;
    const most = Math.max(...app.said().map((text) => (running += text.startsWith('begin') ? 1 : -1)));
    expect(most).toBe(2);
  });

  it('finishes and completes what runs when the host stops, and leaves the rest in the queue', async () => {
    await startApp({ maxConcurrentCalls: 1, prefetchCount: 1 });
    await send('slow', { body: { n: 1, ms: 400 } }, { body: { n: 2, ms: 1 } }, { body: { n: 3, ms: 1 } });
    await app.line(({ message }) => message === 'begin 1');
    expect(await app.stop()).toBe(0);
    expect(app.said()).toEqual(['begin 1', 'end 1']);
    await until(() => counts('slow')?.locked === 0);
    expect(bus.admin.peek('slow').map(({ body }) => (body as { n: number }).n)).toEqual([2, 3]);
  });

  it('with cardinality many is given batches, abandoned as a whole when it throws', async () => {
    await send(
      'batch',
      { body: { n: 1, fail: true }, messageId: 'b-1' },
      { body: { n: 2 }, messageId: 'b-2' },
    );
    await startApp({ maxMessageBatchSize: 2 });
    await until(() => counts('batch')?.active === 0);
    const runs = told('batch');
    expect(runs[0]).toMatchObject({
      input: [{ n: 1, fail: true }, { n: 2 }],
      metadata: {
        messageIdArray: ['b-1', 'b-2'],
        deliveryCountArray: [1, 1],
        applicationPropertiesArray: [{}, {}],
      },
    });
    expect(runs.slice(1).flatMap(({ metadata }) => metadata['deliveryCountArray'])).toEqual([2, 2]);
    expect(counts('batch')?.deadLetter).toBe(0);
  });

  it('with sessions works off each session in order, several sessions at once', async () => {
    await send(
      'session',
      ...[1, 2, 3].flatMap((n) => ['a', 'b'].map((sessionId) => ({ body: { n }, sessionId }))),
    );
    await startApp();
    await until(() => counts('session')?.active === 0);
    const of = (id: string): string[] => app.said().filter((text) => text.includes(` ${id} `));
    for (const id of ['a', 'b']) {
      expect(of(id)).toEqual([1, 2, 3].flatMap((n) => [`begin ${id} ${n}`, `end ${id} ${n}`]));
    }
  });

  it('without autoCompleteMessages leaves the message locked', async () => {
    await startApp();
    await send('kept', { body: { n: 1 } });
    await executed('kept');
    await send('one', { body: {} });
    await executed('one');
    expect(counts('kept')).toMatchObject({ active: 1, locked: 1 });
  });

  it('goes on after the connection was lost', async () => {
    await startApp();
    await send('one', { body: { n: 1 } });
    await until(() => told('one').length === 1 && counts('one')?.active === 0);
    bus.dropConnections();
    // A client of its own: the SDK notices a lost connection only some time after it began to send on it.
    const other = new ServiceBusClient(bus.connectionString);
    await other.createSender('one').sendMessages({ body: { n: 2 } });
    await other.close();
    await until(() => told('one').length === 2 && counts('one')?.active === 0);
    expect(told('one').map(({ input }) => input)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('works on when the clock of host and queue is moved, forth and back, while messages run', async () => {
    await startApp();
    for (const [round, iso] of ['2030-01-01T00:00:00Z', '2026-01-01T00:00:00Z'].entries()) {
      await send('slow', { body: { n: round, ms: 300 } });
      await app.line(({ message }) => message === `begin ${round}`);
      offset = Date.parse(iso) - Date.now();
      await app.moveTo(iso);
      await until(() => counts('slow')?.active === 0);
      await send('one', { body: { round }, messageId: `after-${round}` });
      await until(() => told('one').length === round + 1);
    }
    // A leap over the lock's end means a second delivery, as with any lost lock.
    expect(new Set(app.said().filter((text) => text.startsWith('end')))).toEqual(new Set(['end 0', 'end 1']));
    const moved = told('one').map(({ metadata }) => String(metadata['enqueuedTimeUtc']).slice(0, 4));
    expect(moved).toEqual(['2030', '2026']);
  });

  it('logs a queue that does not exist, and the others work on', async () => {
    await startApp(
      { clientRetryOptions: { maxRetries: 0, tryTimeout: '00:00:05' } },
      { QUEUE_ONE: 'missing' },
    );
    const line = await app.line(
      ({ category, level }) => category === 'Host.Triggers.ServiceBus' && level === 'error',
    );
    expect(line.message).toContain("'missing'");
    await send('bytes', { body: Buffer.from([1]) });
    await executed('bytes');
  });
});
