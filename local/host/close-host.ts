import type { HttpServer } from './http/http-server.ts';
import type { HostLog } from './log.ts';
import type { Queues } from './queues/prepare-queues.ts';
import type { TimerListener } from './timers/timer-listener.ts';
import type { TimerState } from './timers/timer-state.ts';
import type { AppRegistry } from './worker/app-registry.ts';
import { isolatedHookContext } from './worker/hook-context.ts';
import type { Invoker } from './worker/invoke.ts';
import { withTimeout } from './worker/with-timeout.ts';

/** The parts of a running host, in the order in which they are asked to stop. */
export interface RunningParts {
  readonly timers: readonly TimerListener[];
  readonly server: HttpServer;
  readonly queues: Queues;
  readonly invoker: Invoker;
  readonly state: TimerState;
  readonly registry: AppRegistry;
  readonly appHookData: Record<string, unknown>;
  readonly log: HostLog;
}

/**
 * Drains like the cloud's host: nothing new is taken, what runs may finish within `limitMs` and is answered or settled, then
 * `appTerminate` hooks run. What does not finish is cut: its caller loses the connection, its message its lock.
 */
export const closeHost = async (parts: RunningParts, limitMs: number): Promise<void> => {
  const { timers, server, queues, invoker, state, registry, appHookData, log } = parts;
  log.fromHost(
    'General',
    'information',
    `Stopping: ${invoker.running()} invocations may finish within ${limitMs} ms.`,
  );
  for (const timer of timers) timer.stop();
  const stopped = Promise.all([server.stop(), queues.stop(), invoker.drained(limitMs)]);
  const complete = await withTimeout(stopped, limitMs, 'drain').then(
    ([, , drained]) => drained,
    () => false,
  );
  if (!complete) {
    log.fromHost(
      'General',
      'warning',
      `${invoker.running()} invocations did not finish within ${limitMs} ms.`,
    );
  }
  server.abort();
  await queues.close();
  const context = isolatedHookContext({ hookData: {}, appHookData });
  for (const hook of registry.hooks('appTerminate')) await hook(context);
  state.close();
};
