import type { TypedData } from '../worker/protocol.ts';
import type { ScheduleStatus } from './schedule-status.ts';

/** .NET's DateTime.MinValue: how the host writes "never". */
const NEVER = '0001-01-01T00:00:00+00:00';

/**
 * The timer trigger's input as the host hands it over, in PascalCase; the library lowers the first letters.
 *
 * @param status undefined for a timer without monitor, whose ScheduleStatus is null
 */
export const timerInfo = (status: ScheduleStatus | undefined, isPastDue: boolean): TypedData => ({
  json: JSON.stringify({
    Schedule: { AdjustForDST: true },
    ScheduleStatus:
      status === undefined
        ? null
        : {
            Last: instant(status.last),
            Next: instant(status.next),
            // Before its first run the host reports no update either.
            LastUpdated: instant(status.last === undefined ? undefined : status.lastUpdated),
          },
    IsPastDue: isPastDue,
  }),
});

const instant = (epochMs: number | undefined): string =>
  epochMs === undefined ? NEVER : new Date(epochMs).toISOString().replace(/(\.000)?Z$/, '+00:00');
