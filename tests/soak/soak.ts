import { readdirSync, readFileSync } from 'node:fs';
import { type Api, signedIn } from '../../local/scene/api.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { runEnded, sharePeople } from '../../local/scene/share-people.ts';
import { print } from '../bench/line.ts';
import { makeStateDir, openStack } from '../support/running-stack.ts';

const minutes = 120;
/** By then every token has been renewed and V8's heap has found its size. */
const settledAfter = 70;
const tokensLastMinutes = 40;
const callsPerMinute = 40;

const stateDir = makeStateDir();
const { stack, endpoints, log, close } = await openStack(stateDir.path);
const unexpected = new Map<string, number>();
let calls = 0;

const people = async () => ({
  provider: await signedIn(endpoints, 'mueller', 'Admin'),
  importer: await signedIn(endpoints, 'nordwind', 'Admin'),
});
let { provider, importer } = await people();
await onboard(provider);
await onboard(importer);
const { sourceId, shareId, capability } = await sharePeople(provider, 'Soak');
const users = importer.tenant.users.slice(0, 10).map(({ id }) => id);
const created = await importer.expect(201, 'POST', '/v1/imports', {
  shareId: capability,
  targets: { users },
});
const importId: string = created.body.id;
await runEnded(importer, importId, created.body.activeRun);

/** What a caller does all day; each with the statuses that are right. */
const everyday: readonly ((n: number) => readonly [Api, string, string, unknown, readonly number[]])[] = [
  () => [provider, 'GET', '/v1/tenant', undefined, [200]],
  () => [provider, 'GET', '/v1/sources', undefined, [200]],
  () => [provider, 'GET', `/v1/sources/${sourceId}`, undefined, [200]],
  () => [provider, 'GET', `/v1/shares/${shareId}/imports`, undefined, [200]],
  () => [provider, 'GET', `/v1/shares/${importId}`, undefined, [404]],
  () => [importer, 'GET', `/v1/imports/${importId}/runs`, undefined, [200]],
  () => [importer, 'GET', `/v1/shares/${shareId}`, undefined, [404]],
  () => [importer, 'POST', '/v1/imports', { shareId: 'wrong' }, [400, 422, 429]],
  (n) => [importer, 'GET', `/v1/imports?limit=${1 + (n % 50)}`, undefined, [200]],
];

const oneMinute = async (minute: number) => {
  await stack.advanceClock(60_000);
  if (minute % tokensLastMinutes === 0) ({ provider, importer } = await people());
  for (let n = 0; n < callsPerMinute; n++) {
    const [api, method, path, body, right] = everyday[n % everyday.length]?.(n) ?? never();
    const { status } = await api.call(method, path, body);
    calls++;
    const what = `${method} ${path.replaceAll(/[0-9a-f-]{36}/g, '{id}')} ${status}`;
    if (!right.includes(status)) unexpected.set(what, (unexpected.get(what) ?? 0) + 1);
  }
  if (minute % 10 !== 0) return;
  const run = await importer.expect(202, 'POST', `/v1/imports/${importId}/runs`);
  await runEnded(importer, importId, run.body.id);
};

const never = (): never => {
  throw new Error('no such call');
};

const held = (pid: number) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    memory: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024,
    files: readdirSync(`/proc/${pid}/fd`).length,
  };
};
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const samples: { readonly memory: number; readonly files: number }[] = [];
try {
  for (let minute = 1; minute <= minutes; minute++) {
    await oneMinute(minute);
    const pid = stack.app()?.process.pid;
    if (pid === undefined) throw new Error(`the application ended: ${log()}`);
    samples.push(held(pid));
    if (minute % 10 === 0) {
      const { memory, files } = samples.at(-1) ?? never();
      process.stderr.write(`${minute} min: ${memory.toFixed(0)} MiB, ${files} files, ${calls} calls\n`);
    }
  }
} finally {
  await close();
  stateDir.remove();
}

const early = samples.slice(settledAfter - 10, settledAfter);
const late = samples.slice(-10);
const of = (key: 'memory' | 'files', some: typeof samples) => median(some.map((each) => each[key]));
const memory = { minimum: of('memory', early), measured: of('memory', late) };
const files = { minimum: of('files', early), measured: of('files', late) };
print({ name: 'soak.memory', unit: 'MiB', ...memory });
print({ name: 'soak.open-files', unit: '{file}', ...files });
print({ name: 'soak.calls', unit: '{call}', measured: calls });
for (const [what, count] of unexpected)
  print({ name: `soak.unexpected ${what}`, unit: '{answer}', measured: count });
const grew = memory.measured > memory.minimum * 1.05 || files.measured > files.minimum + 10;
process.exit(grew || unexpected.size > 0 ? 1 : 0);
