import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId } from '../../tests/support/import-world.ts';
import { makeVirtualClock } from '../../tests/support/virtual-clock.ts';
import { fromIso } from '../kernel/clock.ts';
import { tenantId } from '../kernel/ids.ts';
import { systemContext } from '../kernel/tenant-context.ts';
import { isFinal, type Run, runEntityId } from './run.ts';
import { blocksAtPlace } from './turns.ts';

const host = JSON.parse(readFileSync(new URL('../../host.json', import.meta.url), 'utf8')) as {
  extensions: { serviceBus: { maxConcurrentCalls: number } };
};
/** Of one instance, for each queue. */
const slots = host.extensions.serviceBus.maxConcurrentCalls;
const callMs = 300;
const small = systemContext(tenantId('44444444-4444-4444-8444-444444444444'), 'small');
const users = (count: number, from: number) => Array.from({ length: count }, (_, n) => userId(from + n));

/** One instance at work: of each queue it takes the next message whenever a slot is free. */
const serve = (world: ImportWorld, clock: ReturnType<typeof makeVirtualClock>) => {
  const taken = new Set<unknown>();
  const busy = new Map<string, number>();
  let from = 0;
  const pump = (): void => {
    const { sent } = world.stores;
    while (taken.has(sent[from])) from++;
    for (let n = from; n < sent.length; n++) {
      const message = sent[n];
      if (message === undefined || taken.has(message)) continue;
      const wait = (message.notBefore ?? 0) - clock.now();
      const at = busy.get(message.queue) ?? 0;
      if (wait > 0 || at >= slots) continue;
      taken.add(message);
      busy.set(message.queue, at + 1);
      void world.handle(message).then(() => {
        busy.set(message.queue, (busy.get(message.queue) ?? 0) - 1);
        pump();
      });
    }
  };
  return { pump, busy };
};

/** How long the first run of 5 mailboxes takes, in ms of the simulated time, while a company's imports run. */
const delayOf = async (big: { readonly imports: number; readonly mailboxes: number }) => {
  const clock = makeVirtualClock();
  const world = makeImportWorld({ blockSize: 40, clock });
  world.graph.set({ latency: () => clock.sleep(callMs) });
  const { pump } = serve(world, clock);
  await world.create(1, 3);
  for (let n = 0; n < big.imports; n++) {
    await world.createFor(world.ctx, users(big.mailboxes, 1000 + n * big.mailboxes));
  }
  pump();
  // Well into the big runs, and no moment that suits the small one.
  const asked = clock.now() + 10_000 + callMs / 3;
  await Promise.all([clock.sleep(asked - clock.now()), clock.until(() => clock.now() >= asked)]);
  const { id, activeRun } = await world.createFor(small, users(5, 100));
  pump();
  let ended: Run | undefined;
  const look = async () => {
    for (; ended === undefined; await clock.sleep(callMs / 10)) {
      const run = await world.stores.runs.get(small, runEntityId(id, activeRun ?? ''));
      if (run !== undefined && isFinal(run.value.state)) ended = run.value;
    }
  };
  void look();
  await clock.until(() => ended !== undefined);
  const open = (await world.turns())?.working.length ?? 0;
  return { ms: fromIso(ended?.finishedAt ?? '') - asked, run: ended, isBigAtWork: open > 0 };
};

describe('an import of 5 mailboxes', () => {
  it.each([
    ['one import of 5,000 mailboxes', { imports: 1, mailboxes: 5000 }],
    ['20 imports of 400 mailboxes each', { imports: 20, mailboxes: 400 }],
  ])('takes less than twice as long while another company has %s running', async (name, big) => {
    const alone = await delayOf({ imports: 0, mailboxes: 0 });
    const beside = await delayOf(big);
    const ratio = beside.ms / alone.ms;
    console.log(`beside ${name}: ${beside.ms} ms, alone ${alone.ms} ms, ratio ${ratio.toFixed(2)}`);
    expect(beside).toMatchObject({ isBigAtWork: true, run: { state: 'completed', totals: { created: 15 } } });
    expect(ratio).toBeLessThan(2);
  });

  it('finds a slot free: a company never has all of an instance’s', () => {
    expect(blocksAtPlace.reduce<number>((sum, blocks) => sum + blocks, 0)).toBeLessThan(slots);
  });
});
