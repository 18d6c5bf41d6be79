import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId } from '../../tests/support/import-world.ts';
import { toIso } from '../kernel/clock.ts';

/** Up to the moment when the blocks' messages wait. */
const started = async (world: ImportWorld) => {
  for (const message of world.waiting()) await world.handle(message);
  return world.waiting().filter(({ queue }) => queue === 'mailbox-blocks');
};

const figures = { created: 0, updated: 0, deleted: 0, unchanged: 0, failed: 0, photos: 0 };

describe('a run', () => {
  it('[I4] fills all mailboxes block by block and ends with figures that add up', async () => {
    const world = makeImportWorld({ blockSize: 4 });
    await world.create(10, 5);
    await world.settle();
    expect(await world.deviations(10)).toEqual([]);
    expect(await world.newest()).toMatchObject({
      state: 'completed',
      blocks: 3,
      blocksDone: 3,
      contacts: 5,
      totals: { ...figures, mailboxes: 10, mailboxesDone: 10, mailboxesFailed: 0, created: 50 },
    });
    expect((await world.only()).activeRun).toBeUndefined();
  });

  it('[I4] counts right with all its blocks at work at once', async () => {
    const world = makeImportWorld({ blockSize: 1 });
    await world.create(40, 3);
    await world.settle(true);
    expect(await world.newest()).toMatchObject({
      state: 'completed',
      blocks: 40,
      blocksDone: 40,
      totals: { ...figures, mailboxes: 40, mailboxesDone: 40, mailboxesFailed: 0, created: 120 },
    });
    expect(await world.deviations(40)).toEqual([]);
    expect(world.dead).toEqual([]);
  });

  it('[I4] with mailboxes that fail is completed with errors, told mailbox by mailbox', async () => {
    const world = makeImportWorld({ blockSize: 2 });
    await world.create(5, 3);
    world.graph.lose(userId(1));
    world.graph.lose(userId(4), 'no-mailbox');
    await world.settle();
    const run = await world.newest();
    expect(run).toMatchObject({
      state: 'completed-with-errors',
      totals: { ...figures, mailboxes: 5, mailboxesDone: 3, mailboxesFailed: 2, created: 9 },
    });
    const page = await world.use().listMailboxResults(world.ctx, run, { limit: 3 });
    const rest = await world
      .use()
      .listMailboxResults(world.ctx, run, { limit: 3, cursor: page.cursor ?? '' });
    expect([...page.items, ...rest.items].map(({ mailbox, reason }) => [mailbox, reason])).toEqual([
      [userId(0), undefined],
      [userId(1), 'user-not-found'],
      [userId(2), undefined],
      [userId(3), undefined],
      [userId(4), 'no-mailbox'],
    ]);
    expect(rest.cursor).toBeUndefined();
  });

  it('unpacks its snapshot once for all blocks that come to one process', async () => {
    const world = makeImportWorld({ blockSize: 2 });
    await world.create(10, 3);
    await started(world);
    const { sync } = world.use();
    for (const { body } of world.blocksAsked()) await sync(world.ctx, body as never);
    expect(await world.deviations(10)).toEqual([]);
    expect(world.provider.loads).toBe(1);
  });
});

describe('a block', () => {
  it('that two deliveries ask for at once is worked on by one', async () => {
    const world = makeImportWorld();
    await world.create(3, 20);
    const [message] = await started(world);
    if (message === undefined) throw new Error('no block');
    await Promise.all([world.handle(message), world.handle(message), world.handle(message)]);
    await world.settle();
    expect(world.graph.of('create')).toBe(60);
    expect(world.graph.overlaps).toBe(0);
    expect(await world.newest()).toMatchObject({
      state: 'completed',
      blocksDone: 1,
      totals: { created: 60 },
    });
  });

  it('that a worker was faster with who then dies is looked at again by the slower one', async () => {
    const world = makeImportWorld();
    await world.create(1, 2);
    const [start] = world.waiting();
    if (start !== undefined) await world.deliver(start);
    const { blocks, commit } = world.stores;
    const { get } = blocks;
    let isTaken = false;
    blocks.get = async (...which) => {
      const found = await get(...which);
      if (found === undefined || isTaken) return found;
      isTaken = true;
      const leaseUntil = toIso(world.clock.now() + 5 * 60_000);
      const taken = { ...found.value, state: 'working', leaseUntil, attempts: 1 } as const;
      await commit(world.ctx, [blocks.replaced(world.ctx, found.etag, taken)]);
      return found;
    };
    await world.settle();
    expect(isTaken).toBe(true);
    expect(await world.newest()).toMatchObject({ state: 'completed', totals: { created: 2 } });
  });

  it('that is asked for again after its end does nothing', async () => {
    const world = makeImportWorld();
    await world.create(2, 3);
    const [message] = await started(world);
    await world.settle();
    world.graph.resetCounters();
    if (message !== undefined) await world.handle(message);
    expect(world.graph.requests).toBe(0);
    expect(await world.newest()).toMatchObject({ blocksDone: 1, totals: { mailboxesDone: 2 } });
  });

  it('of mailboxes that Graph wants to be left alone comes again when it may, with the figures of all tries', async () => {
    const world = makeImportWorld();
    await world.create(3, 10);
    let creates = 0;
    let throttledAt = 0;
    const calls: number[] = [];
    world.graph.set({
      fault: ({ mailbox, kind }) => {
        if (mailbox !== userId(1) || kind !== 'create') return undefined;
        if (throttledAt > 0) calls.push(world.clock.now() - throttledAt);
        if (++creates !== 6) return undefined;
        throttledAt = world.clock.now();
        return { kind: 'throttle', retryAfterMs: 45 * 60_000 };
      },
    });
    await world.settle();
    expect(calls.some((after) => after > 0 && after < 45 * 60_000)).toBe(false);
    expect(await world.newest()).toMatchObject({
      state: 'completed',
      totals: { ...figures, mailboxes: 3, mailboxesDone: 3, mailboxesFailed: 0, created: 30 },
    });
    expect(await world.deviations(3)).toEqual([]);
  });

  it('of a mailbox that never answers gives it up after two hours; the others are long done', async () => {
    const world = makeImportWorld();
    await world.create(3, 10);
    const begun = world.clock.now();
    world.graph.set({
      fault: ({ mailbox }) => (mailbox === userId(1) ? { kind: 'uncertain', when: 'before' } : undefined),
    });
    await world.settle();
    const hours = (world.clock.now() - begun) / 3_600_000;
    expect(hours).toBeGreaterThan(1.5);
    expect(hours).toBeLessThan(4);
    const run = await world.newest();
    expect(run).toMatchObject({
      state: 'completed-with-errors',
      totals: { mailboxes: 3, mailboxesDone: 2, mailboxesFailed: 1, created: 20 },
    });
    const { items } = await world.use().listMailboxResults(world.ctx, run, { limit: 10 });
    expect(items.find(({ mailbox }) => mailbox === userId(1))).toMatchObject({
      state: 'failed',
      reason: 'unavailable',
    });
    world.graph.set({});
    await world.use().runNow(world.ctx, (await world.only()).id);
    await world.settle();
    expect(await world.deviations(3)).toEqual([]);
  });

  it('that Graph throttles for a day is given up before the next run is due', async () => {
    const world = makeImportWorld();
    await world.create(1, 3);
    const begun = world.clock.now();
    world.graph.set({ fault: () => ({ kind: 'throttle', retryAfterMs: 24 * 3_600_000 }) });
    await world.settle();
    expect(world.clock.now() - begun).toBeLessThan(12 * 3_600_000);
    expect(await world.newest()).toMatchObject({
      state: 'completed-with-errors',
      totals: { mailboxesFailed: 1 },
    });
  });

  it('for which the time is too short goes on until it is done', async () => {
    const world = makeImportWorld();
    await world.create(4, 60);
    // 20 requests take a minute: far more than a lease for all.
    world.graph.set({ latency: async () => world.clock.advance(60_000) });
    await world.settle();
    expect(await world.newest()).toMatchObject({
      state: 'completed',
      totals: { ...figures, mailboxesDone: 4, mailboxesFailed: 0, created: 240 },
    });
    expect(world.graph.of('create')).toBe(240);
  });

  it('that kills every worker is given up, and the run ends', async () => {
    const world = makeImportWorld({ blockSize: 1 });
    await world.create(2, 3);
    world.graph.set({
      fault: ({ mailbox }) => (mailbox === userId(1) ? { kind: 'crash', when: 'before' } : undefined),
    });
    await world.settle();
    expect(await world.newest()).toMatchObject({
      state: 'completed-with-errors',
      totals: { mailboxes: 2, mailboxesDone: 1, mailboxesFailed: 1 },
    });
    expect(world.dead).toEqual([]);
  });

  it('[H3] whose share is revoked in mid-run leaves its mailboxes to the next run', async () => {
    const world = makeImportWorld();
    await world.create(2, 3);
    await started(world);
    world.provider.control.failure = { type: 'share-unusable', reason: 'revoked' };
    await world.settle();
    const run = await world.newest();
    expect(run).toMatchObject({ state: 'completed-with-errors', totals: { mailboxesFailed: 2 } });
    const { items } = await world.use().listMailboxResults(world.ctx, run, { limit: 10 });
    expect(items.map(({ reason }) => reason)).toEqual(['share-lost', 'share-lost']);
  });

  it('[I4] shows in the run what its mailboxes have come to so far', async () => {
    const world = makeImportWorld();
    await world.create(2, 30);
    const { importId, id } = await world.newest();
    const seen: number[] = [];
    world.graph.set({
      latency: async () => {
        world.clock.advance(6_000);
        const run = await world.use().readRun(world.ctx, importId, id);
        seen.push(run?.value.totals.mailboxesDone ?? 0);
      },
      // The second mailbox takes its time.
      fault: ({ mailbox, kind }) =>
        mailbox === userId(1) && kind === 'create' && seen.length < 8
          ? { kind: 'throttle', retryAfterMs: 20_000 }
          : undefined,
    });
    await world.settle();
    expect(seen).toContain(1);
    expect(await world.newest()).toMatchObject({
      state: 'completed',
      totals: { mailboxesDone: 2, created: 60 },
    });
  });
});
