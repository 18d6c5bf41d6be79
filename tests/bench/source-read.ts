import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeGraph } from '../../shared/adapters/graph/client.ts';
import { makeDirectory } from '../../shared/adapters/graph/directory.ts';
import { makeReader } from '../../shared/adapters/graph/reader.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { systemRandom, tenantId } from '../../shared/kernel/ids.ts';
import { ok } from '../../shared/kernel/result.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { cpuMs, print } from './line.ts';
import { peakMemory } from './peak-memory.ts';

/** [S1] Everyone of a large directory over HTTP, a page at a time: a company ten times as large takes no more memory. */
const service = fork(fileURLToPath(new URL('fixtures/many-users.ts', import.meta.url)));
const [port]: number[] = await once(service, 'message');
const holding = async (users: number): Promise<number> => {
  service.send(users);
  const [requests]: number[] = await once(service, 'message');
  return requests ?? 0;
};

const graph = makeGraph({
  url: `http://127.0.0.1:${port}`,
  timeoutMs: 60_000,
  tokens: { token: async () => ok({ accessToken: 'bench', permissions: [] }) },
  clock: systemClock,
});
const directory = makeDirectory(makeReader({ graph, clock: systemClock, sleep: async () => undefined }));
const ctx = systemContext(tenantId(systemRandom.id()), 'bench');

const read = async (link?: string) => {
  let [people, next] = [0, link];
  for await (const page of directory.readPeople(ctx, link)) {
    if (!page.ok) throw new Error(JSON.stringify(page.error));
    people += page.value.changed.length;
    next = page.value.link;
  }
  return { people, next };
};

const memory = async (users: number) => {
  await holding(users);
  return peakMemory(async () => {
    const { people } = await read();
    if (people !== users) throw new Error(`${people} of ${users} people`);
  });
};
for (const thousands of [10, 100]) {
  const measured = await memory(thousands * 1000);
  print({ name: `source.read.memory.${thousands}k`, measured, unit: 'MiB', limit: 256 });
}

let next: string | undefined;
const ms = await cpuMs(async () => {
  next = (await read()).next;
});
print({ name: 'source.read.cpu-per-person.100k', measured: (ms * 1000) / 100_000, unit: 'µs' });
await holding(100_000);
await read(next);
const measured = await holding(100_000);
print({ name: 'source.reread.requests', measured, unit: '{request}', minimum: 1, limit: 2 });
service.kill();
