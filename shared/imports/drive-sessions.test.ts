import { describe, expect, it } from 'vitest';
import { makeMailboxWorld, totalOf } from '../../tests/support/mailbox-run.ts';
import { defaultFolder, importWith, shareOf, withPerson } from '../../tests/support/share-model.ts';

/** Lets calls overlap as they would over a network. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const nothingDone = { created: 0, updated: 0, deleted: 0, failed: 0, photos: 0, adopted: 0, released: 0 };

describe('the requests of a run', () => {
  it.each([
    [25, 110],
    [60, 110],
  ])(
    '[I5] for %i mailboxes of %i contacts are the folder and the creates, in full calls',
    async (count, people) => {
      const world = makeMailboxWorld({ count, latency: turn });
      world.offer(shareOf(people));
      const { end, results } = await world.run();
      expect(end).toBe('finished');
      expect(world.deviations()).toEqual([]);
      expect(world.graph.requests).toBe(count * (1 + people));
      expect(world.graph.calls).toBeLessThanOrEqual(Math.ceil((count * (1 + people)) / 20) * 1.05);
      expect(world.graph.overlaps).toBe(0);
      expect(totalOf(results)).toEqual({ ...nothingDone, created: count * people, unchanged: 0 });
    },
  );

  it('[I5] [I7] for an unchanged share are no write and one read a mailbox, on every later day', async () => {
    const world = makeMailboxWorld({ count: 25 });
    world.offer(shareOf(110));
    await world.run();
    const decoded: number[] = [];
    for (let day = 2; day <= 4; day++) {
      world.graph.resetCounters();
      const { results } = await world.run();
      expect(world.graph.writes).toBe(0);
      expect(world.graph.requests).toBe(25);
      expect(world.graph.calls).toBe(2);
      expect(totalOf(results)).toEqual({ ...nothingDone, unchanged: 25 * 110 });
      decoded.push(world.manifests.decoded);
    }
    // From the third day on nobody even looks into the records.
    expect(decoded[1]).toBe(decoded[0]);
    expect(decoded[2]).toBe(decoded[0]);
  });

  it('for a share of which 1 % changed are those changes and one read a mailbox', async () => {
    const world = makeMailboxWorld({ count: 60 });
    world.offer(shareOf(100));
    await world.run();
    await world.run();
    world.offer(withPerson(world.share, 'p7', { variant: 3 }));
    world.graph.resetCounters();
    // Calls come back one after the other.
    let waits = 0;
    world.graph.set({
      latency: async () => {
        for (let n = 0; n < 3 * (++waits % 5); n++) await turn();
      },
    });
    const { saves } = world.manifests;
    const { results } = await world.run();
    // One that marks them all, and those that keep what has ended.
    expect(world.manifests.saves - saves).toBeLessThanOrEqual(4);
    expect(world.graph.of('update')).toBe(60);
    expect(world.graph.requests).toBe(120);
    expect(world.deviations()).toEqual([]);
    expect(totalOf(results)).toEqual({ ...nothingDone, updated: 60, unchanged: 60 * 99 });
  });

  it('with photos are one more for each', async () => {
    const world = makeMailboxWorld({ count: 3 });
    world.offer(shareOf(10, { photo: 1 }));
    const { results } = await world.run();
    expect(world.graph.requests).toBe(3 * 21);
    expect(world.deviations()).toEqual([]);
    expect(totalOf(results)).toMatchObject({ created: 30, photos: 30 });
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(3);
  });

  it('[I7] after more than 200 writes read their echoes at once, so that the next run asks once', async () => {
    const world = makeMailboxWorld({ count: 2 });
    world.offer(shareOf(450));
    await world.run();
    expect(world.graph.of('changes')).toBe(2 * 3);
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(2);
    expect(world.graph.writes).toBe(0);
    world.offer(shareOf(450, { variant: 2 }));
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.of('changes')).toBe(2 * (1 + 3));
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(2);
    expect(world.deviations()).toEqual([]);
  });

  it('[I8] to a default folder full of the user’s own contacts read these once and never again', async () => {
    const world = makeMailboxWorld({ imported: importWith({ folder: defaultFolder }) });
    for (let n = 0; n < 1000; n++) world.box().addOwn('default', { note: `own ${n}` });
    world.offer(shareOf(110));
    await world.run();
    expect(world.graph.of('changes')).toBe(5);
    expect(world.graph.of('create')).toBe(110);
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(1);
    expect(world.deviations()).toEqual([]);
    expect(world.box().contacts('default')).toHaveLength(1110);
  });

  it('never have two about one contact side by side', async () => {
    const world = makeMailboxWorld({ count: 2 });
    world.offer(shareOf(3, { photo: 1 }));
    await world.run();
    world.offer(shareOf(3, { photo: 2, variant: 1 }));
    await world.run();
    expect(world.graph.overlaps).toBe(0);
    expect(world.deviations()).toEqual([]);
  });

  it('stop at the deadline and go on where they stopped, with figures that add up', async () => {
    const world = makeMailboxWorld({ count: 5 });
    world.offer(shareOf(60, { photo: 1 }));
    world.graph.set({ latency: async () => world.clock.advance(1000) });
    const first = await world.run({ run: 'r', timeMs: 10_000 });
    expect(first.end).toBe('interrupted');
    const begun = world.graph.of('create');
    expect(begun).toBeGreaterThan(50);
    const second = await world.run({ run: 'r' });
    expect(second.end).toBe('finished');
    expect(world.deviations()).toEqual([]);
    // What was done is known: nothing is read but one delta, and nothing is done twice.
    expect(world.graph.of('create')).toBe(300);
    expect(world.graph.of('list')).toBe(0);
    expect(totalOf(second.results)).toEqual({ ...nothingDone, created: 300, photos: 300, unchanged: 0 });
  });

  it('are never more than four of a mailbox at once, however many calls are under way', async () => {
    const world = makeMailboxWorld({ count: 7, latency: turn });
    world.offer(shareOf(40, { photo: 1 }));
    await world.run({ concurrency: 8 });
    expect(world.graph.overlaps).toBe(0);
    // Seven mailboxes do not fill two calls: a second one would only be sent half empty.
    expect(world.graph.requests).toBe(7 * 81);
    expect(world.graph.calls).toBeLessThanOrEqual(Math.ceil((7 * 81) / 20) + 3);
    expect(world.deviations()).toEqual([]);
  });
});
