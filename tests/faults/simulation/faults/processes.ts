import { ports } from '../world/gate.ts';
import { asUsual, ended, type FaultKind } from './fault.ts';

const minute = 60_000;

/** What can happen to a process: it dies, stands still, or its clock is wrong. Any call can be the one. */
const slow = (name: string, ms: number): FaultKind => ({
  name,
  ports: ['table', 'bus', 'graph', 'vault', 'mail', 'entra', 'stores'],
  strike: async ({ wait }) => {
    await wait(ms);
    return asUsual;
  },
});

const frozen = (name: string, ms: number): FaultKind => ({
  name,
  ports,
  strike: async ({ call, wait }, { timeline }) => {
    call.worker.frozenUntil = timeline.now() + ms;
    await wait(ms);
    return asUsual;
  },
});

const clock = (name: string, ms: number): FaultKind => ({
  name,
  ports: ['table', 'graph', 'bus'],
  strike: async ({ call }) => {
    call.worker.skewMs += ms;
    return asUsual;
  },
});

export const processFaults: readonly FaultKind[] = [
  {
    name: 'crash-before',
    ports,
    strike: async ({ crash }) => {
      crash();
      return asUsual;
    },
  },
  {
    name: 'crash-after',
    ports,
    strike: async ({ perform, crash }) => {
      await perform();
      crash();
      return asUsual;
    },
  },
  slow('slow', 5_000),
  slow('very-slow', 50_000),
  {
    name: 'answer-slow',
    ports: ['table', 'bus', 'graph', 'vault', 'mail', 'stores'],
    strike: async ({ performed, wait }) => {
      const settled = await performed();
      await wait(50_000);
      return ended(settled);
    },
  },
  frozen('frozen-beyond-lock', 1.5 * minute),
  frozen('frozen-beyond-lease', 6 * minute),
  clock('clock-second-ahead', 1_000),
  clock('clock-second-behind', -1_000),
  clock('clock-minutes-ahead', 4 * minute),
  clock('clock-minutes-behind', -4 * minute),
];
