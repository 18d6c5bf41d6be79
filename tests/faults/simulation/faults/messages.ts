import { ServiceError } from '../../../../shared/kernel/service-error.ts';
import type { PortCall } from '../world/gate.ts';
import { answer, asUsual, ended, type FaultKind, failed } from './fault.ts';

const away = () => failed(new ServiceError('service bus'));
const on =
  (...operations: readonly string[]) =>
  ({ operation }: PortCall) =>
    operations.includes(operation);

/** Sending, delivering and settling of messages, and the timers. */
export const messageFaults: readonly FaultKind[] = [
  { name: 'send-refused', ports: ['bus'], strike: async () => away() },
  {
    name: 'send-unanswered',
    ports: ['bus'],
    strike: async ({ perform }) => {
      await perform();
      return away();
    },
  },
  {
    name: 'sent-twice',
    ports: ['bus'],
    strike: async ({ perform, performed }) => {
      await perform();
      return ended(await performed());
    },
  },
  {
    name: 'send-lands-late',
    ports: ['bus'],
    strike: async ({ perform, wait }) => {
      void wait(600_000).then(perform);
      return away();
    },
  },
  {
    name: 'delivered-to-two',
    ports: ['queue'],
    meets: on('deliver'),
    strike: async ({ call }) => {
      call.letGo?.();
      return asUsual;
    },
  },
  {
    name: 'lock-lost-then-worked',
    ports: ['queue'],
    meets: on('deliver'),
    strike: async ({ call, wait }) => {
      call.letGo?.();
      await wait(30_000);
      return asUsual;
    },
  },
  {
    name: 'message-delayed',
    ports: ['queue'],
    meets: on('deliver'),
    strike: async ({ wait }) => {
      await wait(600_000);
      return asUsual;
    },
  },
  {
    name: 'delivery-fails',
    ports: ['queue'],
    meets: on('deliver'),
    strike: async () => failed(new Error('the host is in trouble')),
  },
  {
    name: 'dead-lettered',
    ports: ['queue'],
    meets: on('deliver'),
    strike: async ({ call }) => {
      call.deadLetter?.('ten deliveries failed');
      return failed(new Error('the host is in trouble'));
    },
  },
  {
    name: 'replayed-later',
    ports: ['queue'],
    meets: on('deliver'),
    strike: async ({ call, wait }) => {
      void wait(7_200_000).then(() => call.again?.());
      return asUsual;
    },
  },
  {
    name: 'settling-lost',
    ports: ['queue'],
    meets: on('complete', 'abandon'),
    strike: async () => failed(new Error('the lock has expired')),
  },
  {
    name: 'settling-unanswered',
    ports: ['queue'],
    meets: on('complete', 'abandon'),
    strike: async ({ perform }) => {
      await perform();
      return failed(new Error('no answer'));
    },
  },
  {
    name: 'renewal-lost',
    ports: ['queue'],
    meets: on('renew'),
    strike: async () => failed(new Error('the lock has expired')),
  },
  {
    name: 'timer-twice',
    ports: ['timer'],
    strike: async ({ perform, performed }) => {
      const [settled] = await Promise.all([performed(), perform()]);
      return ended(settled);
    },
  },
  {
    name: 'timer-late',
    ports: ['timer'],
    strike: async ({ wait }) => {
      await wait(20 * 60_000);
      return asUsual;
    },
  },
  { name: 'timer-missed', ports: ['timer'], strike: async () => answer(undefined) },
];
