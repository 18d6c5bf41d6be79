import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../shared/kernel/clock.ts';
import { toIso } from '../../../shared/kernel/clock.ts';
import type { TimerFunction } from '../config/function-kinds.ts';
import type { RetryPolicy } from '../config/host-json.ts';
import type { HostLog } from '../log.ts';
import { retryPolicyOf, runWithRetries } from '../retry.ts';
import type { Invoke } from '../worker/invoke.ts';
import { parseSchedule, runsTooOftenToMonitor } from './schedule.ts';
import { resumeSchedule, type ScheduleStatus, statusAfterRun } from './schedule-status.ts';
import { timerInfo } from './timer-info.ts';
import type { TimerState } from './timer-state.ts';

/** The clock may be moved while a timer sleeps: it looks again at least this often. */
const LONGEST_SLEEP_MS = 30_000;

export interface TimerListener {
  readonly name: string;
  /** Runs what is due at start (a missed run, or `runOnStartup`) and begins to keep the schedule. */
  start(): void;
  /** Runs the timer if it is due by the clock, once however many occurrences were passed, and resolves after it. */
  tick(): Promise<void>;
  /** Runs it now, by hand: the schedule and its status stay as they are. Rejects with the function's error. */
  invoke(): Promise<void>;
  /** Ends the schedule; a running invocation goes on. */
  stop(): void;
}

type Cause = 'scheduled' | 'past-due' | 'startup';

/** @throws Error when the schedule cannot be read. */
export const createTimerListener = (
  timer: TimerFunction,
  host: {
    readonly clock: Clock;
    readonly state: TimerState;
    readonly log: HostLog;
    readonly invoke: Invoke;
    readonly retry: RetryPolicy | undefined;
    readonly random: () => number;
  },
): TimerListener => {
  const { clock, state, log } = host;
  const schedule = parseSchedule(timer.schedule);
  const monitored = timer.useMonitor && !runsTooOftenToMonitor(schedule, clock.now());
  const key = timer.name.toLowerCase();
  const own = timer.fn.metadata.retryOptions;
  const policy = own === undefined ? host.retry : retryPolicyOf(own);
  const stopped = new AbortController();

  const resumed = resumeSchedule(schedule, monitored ? state.read(key) : undefined, clock.now());
  let status: ScheduleStatus = resumed.status;
  // One run of a timer at a time, as the host's singleton lock makes sure; later ones wait here.
  let running: Promise<void> = Promise.resolve();
  let alarm: NodeJS.Timeout | undefined;
  if (monitored) state.write(key, status);

  const say = (message: string): void => log.fromHost('Triggers.Timers', 'information', message);
  const wait = async (ms: number): Promise<boolean> => {
    await delay(ms, undefined, { signal: stopped.signal }).catch(() => undefined);
    return !stopped.signal.aborted;
  };

  const attempt = (isPastDue: boolean): Promise<unknown> =>
    runWithRetries(
      policy,
      (retryContext) =>
        host.invoke(timer.fn, {
          input: timerInfo(monitored ? status : undefined, isPastDue),
          triggerMetadata: {},
          reason: `Timer fired at ${toIso(clock.now())}`,
          retryContext,
        }),
      wait,
      host.random,
    );

  const run = async (cause: Cause): Promise<void> => {
    const invokedAt = clock.now();
    // An error was logged by the invocation; without a retry policy a timer simply waits for its next occurrence.
    await attempt(cause === 'past-due').catch(() => undefined);
    status = statusAfterRun(schedule, status, invokedAt, cause === 'scheduled');
    if (monitored) state.write(key, status);
  };

  const arm = (): void => {
    clearTimeout(alarm);
    if (stopped.signal.aborted || status.next === undefined) return;
    const sleep = Math.min(Math.max(status.next - clock.now(), 0), LONGEST_SLEEP_MS);
    alarm = setTimeout(() => void tick(), sleep);
  };

  const queue = (work: () => Promise<void>): Promise<void> => {
    running = running.then(work).finally(arm);
    return running;
  };

  const tick = (): Promise<void> =>
    queue(async () => {
      if (stopped.signal.aborted || status.next === undefined || clock.now() < status.next) return;
      await run('scheduled');
    });

  return {
    name: timer.name,
    start() {
      say(
        `Timer '${timer.name}' (${timer.schedule}, UTC) runs next at ${status.next === undefined ? 'no time at all' : toIso(status.next)}.`,
      );
      if (resumed.isPastDue) {
        say(`Function '${timer.name}' is past due on startup. Executing now.`);
        void queue(() => run('past-due'));
      } else if (timer.runOnStartup) {
        say(`Function '${timer.name}' is configured to run on startup. Executing now.`);
        void queue(() => run('startup'));
      } else {
        arm();
      }
    },
    tick,
    async invoke() {
      await attempt(false);
    },
    stop() {
      stopped.abort();
      clearTimeout(alarm);
    },
  };
};
