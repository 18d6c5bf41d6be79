import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../shared/kernel/clock.ts';
import { installTimeShift } from '../time-shift.ts';
import { type Host, startHost } from './host.ts';

/**
 * The host as a child process. Settings: APP_PORT (default 7071), APP_MODULE and HOST_JSON (default functions/main.ts and
 * host.json of the repository), HOST_STATE_FILE (default ':memory:'), HOST_DRAIN_MS, HOST_ANSWER_LIMIT_MS.
 *
 * Over IPC it takes `{type:'clock', offsetMs}` (moves this process's time and works off due timers), `{type:'invoke-timer', name}`
 * and `{type:'stop'}`; it sends `{type:'ready', url, functions, masterKey}`, and for each finished order
 * `{type:'done', order, error?}`. It ends when its parent disconnects, or on SIGTERM or SIGINT.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
// First of all: modules that are imported later may keep the Date that they find.
const shift = installTimeShift();

const optionalNumber = (name: string): number | undefined => {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`${name} is a number, not "${text}".`);
  return value;
};

const start = (): Promise<Host> => {
  const drainLimitMs = optionalNumber('HOST_DRAIN_MS');
  const answerLimitMs = optionalNumber('HOST_ANSWER_LIMIT_MS');
  return startHost({
    port: optionalNumber('APP_PORT') ?? 7071,
    appModule: resolve(root, process.env['APP_MODULE'] ?? 'functions/main.ts'),
    hostJson: JSON.parse(readFileSync(resolve(root, process.env['HOST_JSON'] ?? 'host.json'), 'utf8')),
    timerStateFile: process.env['HOST_STATE_FILE'] ?? ':memory:',
    clock: systemClock,
    log: (line) => process.stdout.write(`${line}\n`),
    ...(drainLimitMs === undefined ? {} : { drainLimitMs }),
    ...(answerLimitMs === undefined ? {} : { answerLimitMs }),
  });
};

type Order = { readonly type: string; readonly offsetMs?: unknown; readonly name?: unknown };

const carryOut = async (host: Host, order: Order): Promise<void> => {
  switch (order.type) {
    case 'clock':
      shift.setOffset(Number(order.offsetMs));
      return host.tick();
    case 'invoke-timer':
      return host.invokeTimer(String(order.name));
    default:
      throw new Error(`The host knows no order "${order.type}".`);
  }
};

// A start in moved time: a missed timer must be missed by the same clock.
shift.setOffset(optionalNumber('HOST_CLOCK_OFFSET_MS') ?? 0);

const host = await start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  host.close().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (process.send !== undefined) {
  process.on('disconnect', stop);
  process.on('message', (order: Order) => {
    if (order.type === 'stop') return stop();
    carryOut(host, order).then(
      () => process.send?.({ type: 'done', order }),
      (error: unknown) => process.send?.({ type: 'done', order, error: String(error) }),
    );
  });
  const { url, functions, masterKey } = host;
  process.send({ type: 'ready', url, functions, masterKey });
}
