import type { InvocationContext, ServiceBusQueueFunctionOptions } from '@azure/functions';
import { expect, it } from 'vitest';
import { silentLog } from '../../shared/kernel/log.ts';
import { refreshMessage } from '../../shared/sources/refresh-message.ts';
import { makeSourceBench, sourceId } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { MalformedMessage } from './handle.ts';
import { registerSourceRefreshes } from './source-refreshes.ts';

const open = () => {
  const bench = makeSourceBench();
  const registered: ServiceBusQueueFunctionOptions[] = [];
  const app = {
    serviceBusQueue: (_name: string, options: ServiceBusQueueFunctionOptions) => registered.push(options),
  };
  registerSourceRefreshes(app, { handleRefresh: bench.handleRefresh, log: silentLog });
  const deliver = async (message: unknown) =>
    registered[0]?.handler(message, { triggerMetadata: {} } as unknown as InvocationContext);
  return { ...bench, deliver };
};

it('reads the source that a message names, for the tenant that it names', async () => {
  const { deliver, have, haveSource, put, ctx, commit, queued, source } = open();
  await have();
  await haveSource();
  put('anna');
  succeeded(await commit(ctx, [], [refreshMessage(sourceId, { mode: 'full', attempt: 2 })]));
  await deliver(queued()[0]?.body);
  expect(await source()).toMatchObject({ state: 'ready', lastRefresh: { contacts: 1 } });
});

it.each([{}, { sourceId }, { sourceId, tenantId: 'x', correlationId: 'c' }, 'text'])(
  'refuses the malformed message %o',
  async (message) => {
    await expect(open().deliver(message)).rejects.toThrow(MalformedMessage);
  },
);
