import { ok } from '../../shared/kernel/result.ts';
import type { Directory } from '../../shared/sources/directory.ts';
import { must, openPair } from './company-pair.ts';
import { cpuMs, print } from './line.ts';
import { peakMemory } from './peak-memory.ts';

/** A company of 100,000: reading it, and taking the snapshot of a share of everyone. */
const count = 100_000;
const pageSize = 500;

const directory: Directory = {
  readPeople: async function* () {
    for (let from = 0; from < count; from += pageSize) {
      const changed = Array.from({ length: pageSize }, (_, n) => ({
        key: `person-${from + n}`,
        givenName: `Given${from + n}`,
        surname: `Surname${from + n}`,
        displayName: `Given${from + n} Surname${from + n}`,
        companyName: 'Groß AG',
        department: `Department ${(from + n) % 100}`,
        emails: [`given${from + n}.surname@gross.example`],
        businessPhones: [`089 ${1_000_000 + from + n}`],
        mobilePhone: `0171 ${2_000_000 + from + n}`,
        enabled: true,
        hidden: false,
      }));
      yield ok({ changed, removed: [], ...(from + pageSize >= count ? { link: 'link' } : {}) });
    }
  },
  membersOf: async () => ok([]),
  photosOf: async () => ok(new Map()),
  probe: async () => ok(undefined),
};

const pair = await openPair({ directory });
const { app, importer } = pair;
const name = `${count / 1000}k`;

let ms = 0;
const reading = await peakMemory(async () => {
  ms = await cpuMs(() => app.settle());
});
print({ name: `source.memory.${name}`, measured: reading, unit: 'MiB', limit: 256 });
print({ name: `source.cpu-per-person.${name}`, measured: (ms * 1000) / count, unit: 'µs' });

const shareId = await pair.share();
const targets = { users: [], groups: ['00000000-0000-4000-8000-000000000001'] };
const sharing = await peakMemory(async () => {
  ms = await cpuMs(async () => {
    const made = must(await app.useCases.createImport(importer, { shareId, targets }));
    await app.settle();
    const run = await app.useCases.readRun(importer, made.value.id, made.value.activeRun ?? '');
    // No mailbox takes so many, which shows when the snapshot has been taken.
    if (run?.value.reason !== 'share-too-large') throw new Error(`the run ended ${run?.value.state}`);
  });
});
print({ name: `share.memory.${name}`, measured: sharing, unit: 'MiB', limit: 256 });
print({ name: `share.cpu-per-contact.${name}`, measured: (ms * 1000) / count, unit: 'µs' });
await pair.close();
