import { err } from '../../../../shared/kernel/result.ts';
import { ServiceError } from '../../../../shared/kernel/service-error.ts';
import { answer, type FaultKind, failed } from './fault.ts';

const vault = () => failed(new ServiceError('key-vault'));
const refusedMail = (permanent: boolean, code: string, retryAfterSeconds?: number) =>
  answer(
    err({
      type: 'mail-refused',
      permanent,
      code,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    }),
  );

/** The vault, Entra and the mail provider. */
export const serviceFaults: readonly FaultKind[] = [
  { name: 'vault-throttled', ports: ['vault'], strike: async () => vault() },
  {
    name: 'vault-unanswered',
    ports: ['vault'],
    strike: async ({ perform }) => {
      await perform();
      return vault();
    },
  },
  {
    name: 'entra-throttled',
    ports: ['entra'],
    strike: async () => answer(err({ type: 'throttled', retryAfterSeconds: 30 })),
  },
  {
    name: 'entra-down',
    ports: ['entra'],
    strike: async () => answer(err({ type: 'unavailable', service: 'entra' })),
  },
  {
    name: 'entra-unanswered',
    ports: ['entra'],
    meets: ({ writes }) => writes,
    strike: async ({ perform }) => {
      await perform();
      return answer(err({ type: 'unavailable', service: 'entra' }));
    },
  },
  { name: 'mail-refused-for-now', ports: ['mail'], strike: async () => refusedMail(false, '4.7.1', 600) },
  { name: 'mail-refused-for-good', ports: ['mail'], strike: async () => refusedMail(true, '5.1.1') },
  {
    name: 'mail-uncertain',
    ports: ['mail'],
    strike: async ({ perform }) => {
      await perform();
      return refusedMail(false, 'timeout');
    },
  },
];
