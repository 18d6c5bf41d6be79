import { TableClient } from '@azure/data-tables';
import { inject } from 'vitest';
import { type TableName, tables } from '../../../shared/adapters/tables/table-names.ts';
import { testTables } from '../../support/tables.ts';

/** Clients of the run's Azurite that note each request that goes out: `GET SwitchboardState` and the like. */
export const makeRecordingTables = async () => {
  await testTables();
  const requests: string[] = [];
  const make = (name: TableName) =>
    TableClient.fromConnectionString(inject('tablesConnectionString'), tables[name], {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
      additionalPolicies: [
        {
          position: 'perCall',
          policy: {
            name: 'recording',
            sendRequest: (request, next) => {
              requests.push(`${request.method} ${tables[name]}`);
              return next(request);
            },
          },
        },
      ],
    });
  return { table: make, requests };
};
