import { RestError } from '@azure/data-tables';
import { asUsual, type FaultKind, failed } from './fault.ts';

const ports = ['table'] as const;
const status = (statusCode: number, code: string) => new RestError(code, { statusCode, code });
const connection = (code: string) => new RestError(code, { code });

const before = (name: string, error: () => unknown): FaultKind => ({
  name,
  ports,
  strike: async () => failed(error()),
});
/** It took place, and nobody is told. */
const after = (name: string, error: () => unknown): FaultKind => ({
  name,
  ports,
  meets: ({ writes }) => writes,
  strike: async ({ perform }) => {
    await perform();
    return failed(error());
  },
});

export const tableFaults: readonly FaultKind[] = [
  before('table-429', () => status(429, 'TooManyRequests')),
  before('table-500-before', () => status(500, 'InternalError')),
  after('table-500-after', () => status(500, 'OperationTimedOut')),
  before('table-503-before', () => status(503, 'ServerBusy')),
  after('table-503-after', () => status(503, 'ServerBusy')),
  before('table-refused', () => connection('ECONNREFUSED')),
  before('table-timeout-before', () => connection('ETIMEDOUT')),
  after('table-timeout-after', () => connection('ETIMEDOUT')),
  after('table-reset-after', () => connection('ECONNRESET')),
  {
    name: 'table-lands-late',
    ports,
    meets: ({ writes }) => writes,
    strike: async ({ perform, wait }) => {
      void wait(4_000).then(perform);
      return failed(connection('ETIMEDOUT'));
    },
  },
  {
    name: 'table-down-for-a-minute',
    ports,
    strike: async (_strike, world) => {
      world.breakTables(60_000);
      return failed(connection('ECONNREFUSED'));
    },
  },
  {
    name: 'table-pages-split',
    ports,
    meets: ({ operation }) => operation.startsWith('listEntities'),
    strike: async (_strike, world) => {
      world.splitPages(5);
      return asUsual;
    },
  },
];
