import { TableClient } from '@azure/data-tables';
import { type TableName, tables } from '../../../shared/adapters/tables/table-names.ts';

/** Clients that note each request that goes out, once however often it is tried: `GET SwitchboardState` and the like. */
export const makeRecordingTables = (
  connection: string,
  names: Readonly<Record<TableName, string>> = tables,
  maxRetries = 0,
) => {
  const requests: string[] = [];
  const make = (name: TableName) =>
    TableClient.fromConnectionString(connection, names[name], {
      allowInsecureConnection: true,
      retryOptions: { maxRetries },
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
  return { table: make, names, requests };
};
