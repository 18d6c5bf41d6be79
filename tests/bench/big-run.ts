import { must, openPair } from './company-pair.ts';
import { cpuMs, print } from './line.ts';
import { peakMemory } from './peak-memory.ts';
import { makeSilentMailboxes } from './silent-mailboxes.ts';

/** 1,000 mailboxes of 1,000 contacts each: the first run, and the night in which nothing changed. */
const count = 1000;
const label = `${count}x${count}`;
const mailboxes = makeSilentMailboxes();
const pair = await openPair({ mailboxes });
const { app, provider, importer } = pair;
const people = app.directoryOf(provider.tenantId);
for (let n = 0; n < count; n++) people.put(`person-${n}`, { businessPhones: [`089 ${100_000 + n}`] });
await app.settle();
const shareId = await pair.share();

let importId = '';
const firstMs = await cpuMs(async () => {
  const targets = { users: pair.mailboxIds(count), groups: [] };
  importId = must(await app.useCases.createImport(importer, { shareId, targets })).value.id;
  await app.settle();
});
print({ name: `run.cpu.${label}.first`, measured: firstMs / 1000, unit: 's' });

for (const day of ['second', 'unchanged']) {
  app.clock.advance(24 * 3_600_000);
  Object.assign(mailboxes.counts, { calls: 0, requests: 0 });
  let ms = 0;
  let peak = 0;
  const { tableOperations, messages } = await pair.counted(async () => {
    peak = await peakMemory(async () => {
      ms = await cpuMs(async () => {
        must(await app.useCases.runNow(importer, importId));
        await app.settle();
      });
    });
  });
  if (day === 'second') continue;
  const { calls, requests } = mailboxes.counts;
  print({ name: `run.cpu.${label}.unchanged`, measured: ms / 1000, unit: 's' });
  print({ name: `run.memory.${label}.unchanged`, measured: peak, unit: 'MiB' });
  print({ name: `graph.requests.${label}.unchanged`, measured: requests, unit: '{request}', minimum: count });
  print({
    name: `graph.http-calls.${label}.unchanged`,
    measured: calls,
    unit: '{call}',
    minimum: count / 20,
  });
  print({
    name: `tables.operations-per-mailbox.${label}.unchanged`,
    measured: tableOperations / count,
    unit: '{operation}',
    limit: 2,
  });
  print({
    name: `bus.messages.${label}.unchanged`,
    measured: messages,
    unit: '{message}',
    minimum: 1 + count / 40,
    limit: 1 + count / 25,
  });
}
await pair.close();
