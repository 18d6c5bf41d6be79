import type {
  InvocationContext,
  ServiceBusQueueFunctionOptions,
  Timer,
  TimerFunctionOptions,
} from '@azure/functions';
import { expect, it } from 'vitest';
import { wordless } from './wordless.ts';

const open = () => {
  const queues: ServiceBusQueueFunctionOptions[] = [];
  const timers: TimerFunctionOptions[] = [];
  const logged: unknown[] = [];
  const app = wordless(
    {
      serviceBusQueue: (_name, options) => void queues.push(options),
      timer: (_name, options) => void timers.push(options),
    },
    (_level, message, fields) => void logged.push({ message, ...fields }),
  );
  return { app, queues, timers, logged };
};

const context = {} as InvocationContext;
const leak = async () => {
  throw new TypeError('no number for anna.berger@example.com');
};
const bare = expect.objectContaining({ name: 'WorkFailed', message: 'TypeError' });

it('[T5] what a queue function throws comes to the platform without its words, and as a failure', async () => {
  const { app, queues } = open();
  app.serviceBusQueue('q', { connection: 'ServiceBus', queueName: 'q', handler: leak });
  await expect(queues[0]?.handler({}, context)).rejects.toEqual(bare);
  expect(queues[0]).toMatchObject({ connection: 'ServiceBus', queueName: 'q' });
});

it('[T5] so does what a timer throws, and our own log says where', async () => {
  const { app, timers, logged } = open();
  app.timer('t', { schedule: '0 * * * * *', handler: leak });
  await expect(timers[0]?.handler({} as Timer, context)).rejects.toEqual(bare);
  expect(logged).toMatchObject([{ message: 'timer failed', operation: 't', error: 'TypeError' }]);
  expect(JSON.stringify(logged)).not.toContain('anna');
});

it('what succeeds is answered as it is', async () => {
  const { app, queues } = open();
  app.serviceBusQueue('q', { connection: 'c', queueName: 'q', handler: async (message) => message });
  expect(await queues[0]?.handler('done', context)).toBe('done');
});
