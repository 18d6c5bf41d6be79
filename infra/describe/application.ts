import type {
  HttpFunctionOptions,
  ServiceBusQueueFunctionOptions,
  TimerFunctionOptions,
} from '@azure/functions';
import { registerQueues } from '../../functions/queues/register.ts';
import { registerTimers } from '../../functions/timers/register.ts';
import type { UseCases } from '../../functions/use-cases.ts';
import { tables } from '../../shared/adapters/tables/table-names.ts';
import { type QueueOptions, queues } from '../../shared/kernel/messages.ts';

/** What Bicep has to know of the code: `generated/application.json`, loaded by the modules. */
export const describeApplication = () => {
  return {
    queues: Object.entries(queues).map(([name, options]) => ({ name, ...asServiceBus(options) })),
    tables: {
      everywhere: namesOf((key) => key !== 'index'),
      home: namesOf((key) => key === 'index'),
    },
    timers: registered().timers,
  };
};

/** The index is asked before the tenant is known, so it lies in one account (ADR 0019). */
const namesOf = (where: (key: string) => boolean): readonly string[] =>
  Object.entries(tables)
    .filter(([key]) => where(key))
    .map(([, name]) => name);

const asServiceBus = (options: QueueOptions) => ({
  lockDuration: duration(options.lockDurationSeconds),
  maxDeliveryCount: options.maxDeliveryCount,
  duplicateDetectionHistoryTimeWindow: duration(options.duplicateDetectionMinutes * 60),
  defaultMessageTimeToLive: `P${options.defaultTtlDays}D`,
});

/** ISO 8601 in the largest unit that fits, as Service Bus tells it back: a what-if shows no difference that is none. */
const duration = (seconds: number): string =>
  seconds % 3600 === 0 ? `PT${seconds / 3600}H` : seconds % 60 === 0 ? `PT${seconds / 60}M` : `PT${seconds}S`;

/** What the application registers at the platform, asked of its own registrations; nothing is called. */
export const registered = () => {
  const timers: { name: string; schedule: string; alarmAfterMinutes: number }[] = [];
  const consumed: { function: string; queue: string }[] = [];
  const registry = {
    http: (_name: string, _options: HttpFunctionOptions) => {},
    timer: (name: string, { schedule }: TimerFunctionOptions) => {
      timers.push({ name, schedule, alarmAfterMinutes: alarmAfterMinutes(schedule) });
    },
    serviceBusQueue: (name: string, { queueName }: ServiceBusQueueFunctionOptions) => {
      consumed.push({ function: name, queue: queueName });
    },
  };
  const useCases = {} as UseCases;
  registerTimers(registry, useCases);
  registerQueues(registry, useCases, () => {});
  return { timers, consumed };
};

/** Windows that a log alert may look back over, in minutes. */
const windows = [15, 30, 60, 120, 360, 1440, 2880];

/** Two runs left out, and five minutes until logs can be asked. */
const alarmAfterMinutes = (schedule: string): number => {
  const wanted = 2 * minutesBetween(schedule) + 5;
  const window = windows.find((minutes) => minutes >= wanted);
  if (window === undefined) throw new Error(`no alert can watch a timer as rare as "${schedule}"`);
  return window;
};

/** Forms of NCRONTAB that timers here have: every so many minutes, at minutes of each hour, at a time of each day. */
const minutesBetween = (schedule: string): number => {
  const [, every] = /^\d+ \*\/(\d+) \* \* \* \*$/.exec(schedule) ?? [];
  if (every !== undefined) return Number(every);
  if (/^\d+ \d+(,\d+)* \* \* \* \*$/.test(schedule)) return 60;
  if (/^\d+ \d+ \d+(,\d+)* \* \* \*$/.test(schedule)) return 24 * 60;
  throw new Error(`how far apart are runs of "${schedule}"?`);
};

export const asText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
