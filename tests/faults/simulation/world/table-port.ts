import { RestError, type TableClient } from '@azure/data-tables';
import {
  type MemoryTable,
  makeMemoryTableClient,
  type TableCall,
} from '../../../support/memory-tables/memory-table.ts';
import type { Timeline } from './timeline.ts';

const mostRetries = 3;

/** As the SDK's pipeline decides: no answer, 408, 5xx but 501 and 505, and 429 or 503 with a time to wait. */
const isRetried = (error: unknown): boolean => {
  if (!(error instanceof RestError)) return false;
  const { statusCode: status } = error;
  if (status === undefined || status === 408) return true;
  return status >= 500 && status !== 501 && status !== 505;
};

/** A client of an instance. `retries`: as the SDK's default, so that a repeated call may meet its own first effect. */
export const makeTablePort = (
  table: MemoryTable,
  options: {
    readonly send: <T>(call: TableCall, perform: () => T) => Promise<T>;
    readonly timeline: Timeline;
    readonly retries: boolean;
    readonly pageLimit: () => number;
  },
): TableClient => {
  const { send, timeline, retries, pageLimit } = options;
  const patiently = async <T>(call: TableCall, perform: () => T): Promise<T> => {
    for (let retry = 0; ; retry++) {
      try {
        return await send(call, perform);
      } catch (error) {
        if (!retries || retry === mostRetries || !isRetried(error)) throw error;
        await timeline.wait(1000 * 2 ** retry);
      }
    }
  };
  return makeMemoryTableClient(table, { send: patiently, pageLimit });
};
