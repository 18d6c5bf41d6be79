import { systemRandom } from '../../shared/kernel/ids.ts';
import { must, openPair } from './company-pair.ts';
import { print } from './line.ts';

const contacts = 500;
const perCall = 20;
const perMailbox = 4;

/** Fewest `$batch` calls for so many requests of each mailbox, one after another in rounds, four of a mailbox in one. */
const fewestCalls = (mailboxes: number, rounds: readonly number[]): number =>
  rounds.reduce(
    (sum, each) => sum + Math.max(Math.ceil(each / perMailbox), Math.ceil((mailboxes * each) / perCall)),
    0,
  );

/** Requests, calls, table operations and messages of whole runs, counted at the ports; least possible beside them. */
for (const mailboxes of [1, 10, 100]) {
  const pair = await openPair();
  const { app, provider, importer } = pair;
  const people = app.directoryOf(provider.tenantId);
  for (let n = 0; n < contacts; n++) people.put(`person-${n}`, { businessPhones: [`089 ${100_000 + n}`] });
  await app.settle();
  const shareId = await pair.share();

  const measure = async (name: string, rounds: readonly number[], start: () => Promise<unknown>) => {
    app.mailboxes.resetCounters();
    const { tableOperations, messages } = await pair.counted(async () => {
      await start();
      await app.settle();
    });
    const { calls, requests } = app.mailboxes;
    const label = `${contacts}x${mailboxes}.${name}`;
    const least = mailboxes * rounds.reduce((sum, each) => sum + each, 0);
    print({ name: `graph.requests.${label}`, measured: requests, unit: '{request}', minimum: least });
    print({
      name: `graph.http-calls.${label}`,
      measured: calls,
      unit: '{call}',
      minimum: fewestCalls(mailboxes, rounds),
    });
    print({
      name: `tables.operations-per-mailbox.${label}`,
      measured: tableOperations / mailboxes,
      unit: '{operation}',
      ...(name === 'unchanged' && mailboxes === 100 ? { limit: 2 } : {}),
    });
    print({
      name: `bus.messages.${label}`,
      measured: messages,
      unit: '{message}',
      minimum: 1 + Math.ceil(mailboxes / 25),
    });
  };

  let importId = '';
  await measure('first', [1, contacts], async () => {
    const made = await app.useCases.createImport(importer, {
      shareId,
      targets: { users: pair.mailboxIds(mailboxes), groups: [] },
    });
    importId = must(made).value.id;
  });
  const run = () => app.useCases.runNow(importer, importId).then(must);
  // Echoes of the first run's own writes are read off before it counts.
  app.clock.advance(24 * 3_600_000);
  await run();
  await app.settle();
  app.clock.advance(3_600_000);
  await measure('unchanged', [1], run);
  for (let n = 0; n < contacts / 100; n++) {
    people.put(`person-${n}`, { businessPhones: [`089 ${200_000 + n}`], jobTitle: systemRandom.id() });
  }
  app.clock.advance(24 * 3_600_000);
  await measure('1-percent-changed', [1, contacts / 100], run);
  await pair.close();
}
