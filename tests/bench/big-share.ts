import type { SourceId } from '../../shared/kernel/ids.ts';
import { bigCompany } from './big-company.ts';
import { must, openPair } from './company-pair.ts';
import { cpuMs, print } from './line.ts';
import { peakMemory } from './peak-memory.ts';

type Pair = Awaited<ReturnType<typeof openPair>>;

/** A run takes the snapshot of the share. No mailbox takes so many contacts, which shows when it has been taken. */
const takeSnapshot = async ({ app, importer }: Pair, shareId: string): Promise<void> => {
  const targets = { users: [], groups: ['00000000-0000-4000-8000-000000000001'] };
  const made = must(await app.useCases.createImport(importer, { shareId, targets }));
  await app.settle();
  const run = await app.useCases.readRun(importer, made.value.id, made.value.activeRun ?? '');
  if (run?.value.reason !== 'share-too-large') throw new Error(`the run ended ${run?.value.state}`);
};

/** The least that a share's people take while they are put in order: their entries once, as JSON. MiB. */
const entriesOf = async ({ app, provider }: Pair, sourceIds: readonly SourceId[]): Promise<number> => {
  let bytes = 0;
  for (const id of sourceIds) {
    for await (const page of app.stores.sourceContacts.all(provider, id)) {
      for (const contact of page) bytes += Buffer.byteLength(JSON.stringify(contact));
    }
  }
  return bytes / 1024 / 1024;
};

const share = async (pair: Pair, shareId: string, name: string, minimum: number, contacts: number) => {
  let ms = 0;
  const measured = await peakMemory(async () => {
    ms = await cpuMs(() => takeSnapshot(pair, shareId));
  });
  print({ name: `share.memory.${name}`, measured, unit: 'MiB', minimum, limit: 256 });
  print({ name: `share.cpu-per-contact.${name}`, measured: (ms * 1000) / contacts, unit: 'µs' });
};

/** A company of 100,000: reading it, and taking the snapshot of a share of everyone. */
const one = async () => {
  const count = 100_000;
  const pair = await openPair({ directory: bigCompany(0, count) });
  let ms = 0;
  const reading = await peakMemory(async () => {
    ms = await cpuMs(() => pair.app.settle());
  });
  print({ name: 'source.memory.100k', measured: reading, unit: 'MiB', limit: 256 });
  print({ name: 'source.cpu-per-person.100k', measured: (ms * 1000) / count, unit: 'µs' });
  await share(pair, await pair.share(), '100k', await entriesOf(pair, [pair.source.id]), count);
  await pair.close();
};

/** Two sources of 50,000, of which half are in both: the first snapshot, and the next, whose people keep their keys. */
const two = async () => {
  const { readPeople, probe } = bigCompany(25_000, 75_000);
  const pair = await openPair({
    directory: bigCompany(0, 50_000),
    readers: {
      'active-directory': {
        readPeople: (ctx, _settings, link) => readPeople(ctx, link),
        probe: (ctx) => probe(ctx),
      },
    },
  });
  const other = must(
    await pair.app.useCases.createSource(pair.provider, {
      ...pair.choices,
      kind: 'active-directory',
      settings: { server: 'dc1.gross.example', port: 636, domain: 'gross.example', userName: 'reader' },
      password: 'secret',
    }),
  ).value;
  await pair.app.settle();
  const shareId = await pair.share([pair.source.id, other.id]);
  const minimum = await entriesOf(pair, [pair.source.id, other.id]);
  for (const name of ['2x50k', '2x50k.again']) await share(pair, shareId, name, minimum, 75_000);
  await pair.close();
};

await one();
await two();
