import { ServiceError } from '../../../../shared/kernel/service-error.ts';
import { asUsual, ended, type FaultKind, failed } from './fault.ts';

const anyPort = ['table', 'bus', 'graph', 'entra', 'vault', 'mail', 'queue', 'timer'] as const;

const deaths: readonly FaultKind[] = [
  {
    name: 'crash-before',
    ports: anyPort,
    strike: async ({ crash }) => {
      crash();
      return asUsual;
    },
  },
  {
    name: 'crash-after',
    ports: anyPort,
    strike: async ({ perform, crash }) => {
      await perform();
      crash();
      return asUsual;
    },
  },
];

/** Every kind of fault there is. */
export const faultKinds: readonly FaultKind[] = [...deaths];
void [ended, failed, ServiceError];
