import { describe, expect, it } from 'vitest';
import {
  filled,
  firstOf,
  makeMailboxWorld,
  managedOf,
  ofKind,
  totalOf,
} from '../../tests/support/mailbox-run.ts';
import { shareOf, withoutPerson, withPerson } from '../../tests/support/share-model.ts';
import type { MailboxOperation } from './mailboxes.ts';

describe('throttling', () => {
  it.each([0, 17_000, 45_000])(
    'with Retry-After of %i ms is obeyed by that mailbox, the others go on',
    async (ms) => {
      const world = makeMailboxWorld({ count: 3 });
      world.offer(shareOf(20));
      const start = world.clock.now();
      const times: number[] = [];
      let throttledAt: number | undefined;
      world.graph.set({
        fault: (operation) => {
          if (operation.mailbox !== 'm001' || operation.kind !== 'create') return undefined;
          if (throttledAt === undefined) {
            throttledAt = world.clock.now();
            return { kind: 'throttle', retryAfterMs: ms };
          }
          times.push(world.clock.now());
          return undefined;
        },
        latency: async () => world.clock.advance(10),
      });
      const { results } = await world.run();
      expect(world.deviations()).toEqual([]);
      // Others of the same call were under way already.
      const later = times.filter((time) => time > (throttledAt ?? 0));
      expect(Math.min(...later)).toBeGreaterThanOrEqual((throttledAt ?? 0) + ms);
      expect(results.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
      expect(world.clock.now() - start).toBeLessThan(ms + 5_000);
    },
  );

  it('for longer than a minute leaves the mailbox for later, with what is done kept', async () => {
    const world = makeMailboxWorld({ count: 2 });
    world.offer(shareOf(20));
    const isTenth = (operation: MailboxOperation) =>
      operation.kind === 'create' && operation.mailbox === 'm001';
    let seen = 0;
    world.graph.set({
      fault: (operation) =>
        isTenth(operation) && ++seen === 10 ? { kind: 'throttle', retryAfterMs: 600_000 } : undefined,
    });
    const { sessions } = await world.run({ run: 'r' });
    expect(sessions.map(({ phase }) => phase)).toEqual(['done', 'postponed']);
    expect(sessions[1]?.wakeAt).toBe(world.clock.now() + 600_000);
    const { results } = await world.run({ run: 'r' });
    expect(totalOf(results)).toMatchObject({ created: 40, unchanged: 0 });
    expect(world.deviations()).toEqual([]);
    expect(world.graph.of('create')).toBe(41);
  });

  it('of a create that happened all the same makes no second contact', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(9));
    world.graph.set({
      fault: firstOf(3, ofKind('create'), { kind: 'throttle', retryAfterMs: 1000, when: 'after' }),
    });
    const { results } = await world.run();
    expect(world.deviations()).toEqual([]);
    expect(totalOf(results)).toMatchObject({ created: 9, unchanged: 0 });
  });

  it('that never ends gives up the mailbox until later', async () => {
    const world = makeMailboxWorld();
    world.graph.set({ fault: () => ({ kind: 'throttle', retryAfterMs: 0 }) });
    const { sessions, results } = await world.run();
    expect(sessions[0]?.phase).toBe('postponed');
    expect(results[0]).toMatchObject({ state: 'failed', reason: 'throttled' });
    expect(world.graph.requests).toBeLessThan(10);
  });
});

describe('an answer that is lost', () => {
  it.each(['before', 'after'] as const)(
    '%s the effect of each kind of write makes nothing twice',
    async (when) => {
      for (const kind of [
        'create-folder',
        'create',
        'update',
        'delete',
        'put-photo',
        'delete-photo',
      ] as const) {
        const world = makeMailboxWorld();
        world.offer(shareOf(6, { photo: 1 }));
        world.graph.set({ fault: firstOf(3, ofKind(kind), { kind: 'uncertain', when }) });
        await world.run();
        world.offer(withPerson(withoutPerson(world.share, 'p2'), 'p3', { variant: 2 }));
        const { results } = await world.run();
        expect(world.deviations(), kind).toEqual([]);
        expect(totalOf(results), kind).toMatchObject({ updated: 1, deleted: 1, unchanged: 4 });
        expect(world.box().folders()).toHaveLength(1);
      }
    },
  );

  it('of a create is looked up by its tag before it is sent again', async () => {
    const world = makeMailboxWorld();
    world.graph.set({ fault: firstOf(1, ofKind('create'), { kind: 'uncertain', when: 'after' }) });
    await world.run();
    expect(world.graph.of('find-tag')).toBe(1);
    expect(world.graph.of('create')).toBe(3);
    expect(world.deviations()).toEqual([]);
  });

  it('again and again postpones the mailbox; what is certain stays known', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(10));
    let writes = 0;
    const begun = world.clock.now();
    world.graph.set({ fault: () => (++writes > 5 ? { kind: 'uncertain', when: 'after' } : undefined) });
    const { results } = await world.run({ run: 'r' });
    expect(results[0]).toMatchObject({ state: 'failed', reason: 'unavailable', created: 4 });
    // 1, 2, 4 … seconds lay between the tries.
    expect(world.clock.now() - begun).toBeGreaterThan(20_000);
    world.graph.set({});
    const again = await world.run({ run: 'r' });
    expect(world.deviations()).toEqual([]);
    expect(totalOf(again.results)).toMatchObject({ created: 10, unchanged: 0 });
  });
});

describe('a create that arrives after it was given up', () => {
  it('[I5] leaves a second contact only until the next run', async () => {
    const world = await filled();
    const [one] = managedOf(world);
    if (one === undefined) throw new Error('nobody is there');
    world.box().addOwn({ id: one.folderId }, one);
    expect(world.deviations()).toHaveLength(1);
    await world.run();
    expect(world.deviations()).toEqual([]);
    expect(managedOf(world)).toHaveLength(5);
  });
});
