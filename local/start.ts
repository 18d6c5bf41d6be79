import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openAppLog } from './app-log.ts';
import { startControl } from './control/server.ts';
import { endpointsOf } from './endpoints.ts';
import { freePort } from './free-port.ts';
import { findRunningStack } from './running-stack.ts';
import { playOpeningScene } from './scene/opening-scene.ts';
import { startStack } from './stack.ts';

const help = `Starts Switchboard on this machine: the application in an embedded Functions host, and emulators of the services
it uses. State lies in .local/ and survives; "npm run reset" forgets it.

  npm start [-- options]
  --empty      do not set up the two seeded companies on the first start
  --verbose    show the application's log here as well (always in .local/app.log)
  --help       this text
`;

const started = performance.now();
const { values } = parseArgs({
  options: {
    empty: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `Node 24 is needed and this is ${process.version}. "npm ci" brings one on Linux, Windows and Intel Macs; ` +
      'elsewhere please install Node 24 and try again.\n',
  );
  process.exit(1);
}

const stateDir = join(fileURLToPath(new URL('../', import.meta.url)), '.local');
mkdirSync(stateDir, { recursive: true });
// Two stacks on one state would write over each other.
const running = await findRunningStack(stateDir);
if (running !== undefined) {
  process.stderr.write(
    `Switchboard runs here already, at ${running['app']} (all addresses: ${running['control']}). ` +
      'Please use that one, or stop it first: Ctrl-C where "npm start" runs.\n',
  );
  process.exit(1);
}
const say = (line: string) => process.stdout.write(`${line}\n`);
const appLog = openAppLog(join(stateDir, 'app.log'), values.verbose ? say : undefined);

const appPort = 7071;
const stack = await startStack({
  stateDir,
  appPort,
  fixedPorts: true,
  directory: true,
  onProgress: (line) => say(`  ${line}`),
  onAppLine: appLog.write,
}).catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n${appLog.tail()}\n`);
  process.exit(1);
});

const endpoints = endpointsOf(stack);
let playing = !values.empty;
const control = await startControl(
  stack,
  () => endpoints,
  await freePort(7080),
  () => playing,
);
endpoints['control'] = control.url;
endpoints['state'] = stateDir;
writeFileSync(join(stateDir, 'endpoints.json'), `${JSON.stringify(endpoints, null, 2)}\n`);

let closing = false;
const close = async () => {
  if (closing) return;
  closing = true;
  say('\nstopping …');
  await Promise.allSettled([control.close(), stack.close()]);
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close());
if (process.env['npm_lifecycle_event'] === 'start') {
  // A signal to npm alone does not reach us: npm's end does.
  const npm = process.ppid;
  setInterval(() => {
    if (process.ppid !== npm) void close();
  }, 1000).unref();
}
void stack.app()?.exited.then(async (code) => {
  if (closing) return;
  process.stderr.write(`\nThe application ended (${code}). Its last lines:\n${appLog.tail()}\n`);
  await close();
});

say(`\nready in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
const overview = Object.entries(endpoints);
if (stack.directory !== undefined && 'missing' in stack.directory) {
  overview.push(['activeDirectory', stack.directory.missing]);
}
for (const [name, shown] of overview) say(`  ${name.padEnd(15)} ${shown}`);
if (URL.parse(stack.appUrl)?.port !== String(appPort)) {
  say(
    `\nPort ${appPort} is in use by another program: the documents name it, the addresses above are right.`,
  );
}
say(`
Get a token:   npm run -s token -- --tenant mueller --role Admin
The whole story:  npm run demo;  all kinds of sources in one share:  npm run demo:sources
Stop with Ctrl-C; start again and everything is still there.`);

if (playing) {
  await playOpeningScene(endpoints, say).catch((error: unknown) => {
    if (closing) return;
    say(
      `\nThe seeded companies could not be set up: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  playing = false;
}
