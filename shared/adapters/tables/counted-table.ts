import type { TableClient } from '@azure/data-tables';
import type { Telemetry } from '../../kernel/telemetry.ts';

/** The same client; every HTTP call of its own is counted, the SDK's repetitions too. */
export const countedTable = (table: TableClient, name: string, telemetry: Telemetry): TableClient => {
  table.pipeline.addPolicy(
    {
      name: 'switchboard-count',
      sendRequest: (request, next) => {
        telemetry.record('switchboard.table.operations', 1, { 'switchboard.table': name });
        return next(request);
      },
    },
    { afterPhase: 'Retry' },
  );
  return table;
};
