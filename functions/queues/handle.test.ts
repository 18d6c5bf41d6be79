import type { InvocationContext, ServiceBusQueueFunctionOptions } from '@azure/functions';
import { describe, expect, it } from 'vitest';
import type { Log, LogFields } from '../../shared/kernel/log.ts';
import { queueNames } from '../../shared/kernel/messages.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { registerAppDirectories } from './app-directories.ts';
import { registerBillingSettlements } from './billing-settlements.ts';
import { MalformedMessage, type QueueRegistry } from './handle.ts';
import { registerImportRuns } from './import-runs.ts';
import { registerImportWakeups } from './import-wakeups.ts';
import { registerMailboxBlocks } from './mailbox-blocks.ts';
import { registerNotifications } from './notifications.ts';
import { registerOutboxRelay } from './outbox-relay.ts';
import { registerPersonErasures } from './person-erasures.ts';
import { registerSourceRefreshes } from './source-refreshes.ts';
import { registerTenantErasures } from './tenant-erasures.ts';

const guid = '3b7c1e2a-0000-4000-8000-00000000000a';
const head = { tenantId: guid.toUpperCase(), correlationId: 'c-1' };

/** All queue functions, with use cases that note what they were called with. */
const open = (fail?: Error) => {
  const calls: { ctx: TenantContext; body: unknown }[] = [];
  const logged: { level: string; message: string; fields: LogFields | undefined }[] = [];
  const options = new Map<string, ServiceBusQueueFunctionOptions>();
  const app: QueueRegistry = { serviceBusQueue: (name, each) => void options.set(name, each) };
  const log: Log = (level, message, fields) => logged.push({ level, message, fields });
  const note = async (ctx: TenantContext, body?: unknown): Promise<never> => {
    calls.push({ ctx, body });
    if (fail !== undefined) throw fail;
    return undefined as never;
  };
  registerAppDirectories(app, { buildAppDirectory: note, keepAppUp: note, log });
  registerBillingSettlements(app, { settleBilling: note, log });
  registerImportRuns(app, { startRun: note, log });
  registerImportWakeups(app, { wakeImports: note, log });
  registerMailboxBlocks(app, { syncMailboxes: note, log });
  registerNotifications(app, { sendNotification: note, log });
  registerOutboxRelay(app, { relayOutbox: note, forgetAnswers: async () => 0, log });
  registerPersonErasures(app, { erasePerson: note, log });
  registerSourceRefreshes(app, { handleRefresh: note, log });
  registerTenantErasures(app, { eraseTenant: note, log });
  const deliver = async (queue: string, message: unknown, deliveryCount = 1) =>
    options.get(queue)?.handler(message, {
      triggerMetadata: { deliveryCount },
    } as unknown as InvocationContext);
  return { calls, logged, options, deliver };
};

const good: Readonly<Record<string, Record<string, unknown>>> = {
  'app-directories': { sourceId: guid, shelfId: guid },
  'billing-settlements': { dueAt: '2026-12-01T00:00:00.000Z' },
  'import-runs': { importId: guid, runId: 'r1', attempt: 2 },
  'mailbox-blocks': { importId: guid, runId: 'r1', layout: 'l1', number: 0 },
  'import-wakeups': { importId: guid },
  notifications: { notificationId: guid },
  'outbox-relay': { until: 1 },
  'person-erasures': { erasureId: guid, pass: 1 },
  'tenant-erasures': { dueAt: '2026-12-22T08:00:00.000Z' },
  'source-refreshes': { sourceId: guid, mode: 'full', attempt: 1 },
};

it('every queue that there is has its function, on the queue of its name', () => {
  const { options } = open();
  expect([...options.keys()].toSorted()).toEqual([...queueNames].toSorted());
  for (const [name, each] of options)
    expect(each).toMatchObject({ queueName: name, connection: 'ServiceBus' });
});

describe.each(queueNames)('a message of %s', (queue) => {
  it('reaches its use case as the system of the tenant that it names, with its correlation', async () => {
    const { calls, logged, deliver } = open();
    await deliver(queue, { ...head, ...good[queue] });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.ctx).toEqual({
      tenantId: guid,
      actor: { kind: 'system' },
      correlationId: 'c-1',
      language: 'de',
      operation: queue,
    });
    if (queue !== 'outbox-relay') expect(calls[0]?.body).toMatchObject(good[queue] ?? {});
    expect(logged).toEqual([{ level: 'debug', message: 'message done', fields: expect.anything() }]);
  });

  it.each([
    ['not an object', 'Anna Berger'],
    ['nothing', undefined],
    ['without a tenant', { ...good[queue], correlationId: 'c-1', note: 'Anna Berger' }],
    ['of a tenant that is no GUID', { ...good[queue], ...head, tenantId: 'Anna Berger' }],
    ['without correlation', { ...good[queue], tenantId: guid, note: 'Anna Berger' }],
    ['with an endless correlation', { ...good[queue], ...head, correlationId: 'Anna Berger'.repeat(9) }],
  ])('that is malformed, %s, is logged without its content and thrown', async (_, message) => {
    const { calls, logged, deliver } = open();
    const thrown = await deliver(queue, message, 3)?.catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(MalformedMessage);
    expect(String(thrown)).not.toContain('Anna');
    expect(calls).toEqual([]);
    expect(logged).toEqual([
      { level: 'error', message: 'malformed message', fields: { queue, deliveryCount: 3 } },
    ]);
  });

  it('whose work fails is thrown for redelivery, and the log has no word of the error’s text', async () => {
    const fault = new TypeError('Anna Berger');
    const { logged, deliver } = open(fault);
    await expect(deliver(queue, { ...head, ...good[queue] })).rejects.toBe(fault);
    expect(logged).toMatchObject([
      { level: 'error', fields: { queue, tenantId: guid, correlationId: 'c-1', error: 'TypeError' } },
    ]);
    expect(JSON.stringify(logged)).not.toContain('Anna Berger');
  });
});

it.each([
  ['import-runs', { importId: 7 }],
  ['import-runs', { attempt: 0 }],
  ['mailbox-blocks', { number: -1 }],
  ['mailbox-blocks', { layout: '' }],
  ['notifications', { notificationId: null }],
  ['person-erasures', { pass: '1' }],
  ['source-refreshes', { attempt: 'x' }],
])('a message of %s with a wrong field is malformed: %o', async (queue, wrong) => {
  const { calls, deliver } = open();
  await expect(deliver(queue, { ...head, ...good[queue], ...wrong })).rejects.toThrow(MalformedMessage);
  expect(calls).toEqual([]);
});
