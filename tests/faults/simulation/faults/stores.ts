import { err } from '../../../../shared/kernel/result.ts';
import { ServiceError } from '../../../../shared/kernel/service-error.ts';
import type { PortCall } from '../world/gate.ts';
import { answer, type FaultKind, failed } from './fault.ts';

const ports = ['stores'] as const;
const on = (...operations: readonly string[]) => ({
  ports,
  meets: ({ operation }: PortCall) => operations.includes(operation),
});
const google = on('google get', 'google acknowledge');
const refused = (status: number) => failed(Object.assign(new Error('refused'), { status }));

/** What can happen to a question to a store; who asks the store's own questions is never the one that is wrong. */
export const storeFaults: readonly FaultKind[] = [
  { name: 'google-503', ...google, strike: async () => refused(503) },
  { name: 'google-429', ...google, strike: async () => refused(429) },
  {
    name: 'google-unanswered',
    ...google,
    strike: async ({ perform }) => {
      await perform();
      return failed(new Error('ETIMEDOUT'));
    },
  },
  {
    name: 'google-keys-away',
    ...on('google keys'),
    strike: async () => answer(err({ type: 'unavailable', service: 'google-keys' })),
  },
  {
    name: 'apple-not-judged',
    ...on('apple judges', 'apple statuses'),
    strike: async () => failed(new ServiceError('app store')),
  },
];
