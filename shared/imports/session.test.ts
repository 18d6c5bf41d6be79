import { describe, expect, it } from 'vitest';
import { makeMailboxWorld, totalOf } from '../../tests/support/mailbox-run.ts';
import type { Fault } from '../../tests/support/memory-mailboxes.ts';
import {
  defaultFolder,
  folderIn,
  importWith,
  managedIn,
  removalOf,
  shareOf,
  targetOf,
  withoutPerson,
  withPerson,
} from '../../tests/support/share-model.ts';
import { asId, type ImportId } from '../kernel/ids.ts';
import type { MailboxOperation } from './mailboxes.ts';

type World = ReturnType<typeof makeMailboxWorld>;

/** The first `count` operations that match meet the fault. */
const first = (count: number, matches: (operation: MailboxOperation) => boolean, fault: Fault) => {
  let left = count;
  return (operation: MailboxOperation) => (matches(operation) && left-- > 0 ? fault : undefined);
};
const ofKind = (kind: MailboxOperation['kind']) => (operation: MailboxOperation) => operation.kind === kind;

/** A world whose first run has gone well, counters at zero. */
const filled = async (people = 5, options: Parameters<typeof makeMailboxWorld>[0] = {}): Promise<World> => {
  const world = makeMailboxWorld(options);
  world.offer(shareOf(people));
  await world.run();
  await world.run();
  world.graph.resetCounters();
  return world;
};
const managed = (world: World, n = 0) => managedIn(world.box(n), world.target());

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
      fault: first(3, ofKind('create'), { kind: 'throttle', retryAfterMs: 1000, when: 'after' }),
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
        world.graph.set({ fault: first(3, ofKind(kind), { kind: 'uncertain', when }) });
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
    world.graph.set({ fault: first(1, ofKind('create'), { kind: 'uncertain', when: 'after' }) });
    await world.run();
    expect(world.graph.of('find-tag')).toBe(1);
    expect(world.graph.of('create')).toBe(3);
    expect(world.deviations()).toEqual([]);
  });

  it('again and again postpones the mailbox; what is certain stays known', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(10));
    let writes = 0;
    world.graph.set({ fault: () => (++writes > 5 ? { kind: 'uncertain', when: 'after' } : undefined) });
    const { results } = await world.run({ run: 'r' });
    expect(results[0]).toMatchObject({ state: 'failed', reason: 'unavailable', created: 4 });
    world.graph.set({});
    const again = await world.run({ run: 'r' });
    expect(world.deviations()).toEqual([]);
    expect(totalOf(again.results)).toMatchObject({ created: 10, unchanged: 0 });
  });
});

describe('a create that arrives after it was given up', () => {
  it('[I5] leaves a second contact only until the next run', async () => {
    const world = await filled();
    const [one] = managed(world);
    if (one === undefined) throw new Error('nobody is there');
    world.box().addOwn({ id: one.folderId }, one);
    expect(world.deviations()).toHaveLength(1);
    await world.run();
    expect(world.deviations()).toEqual([]);
    expect(managed(world)).toHaveLength(5);
  });
});

describe('a link that has expired', () => {
  it('costs one whole delta and no write', async () => {
    const world = await filled(30);
    world.box().expireLinks();
    world.box().edit(managed(world)[3]?.id ?? '', { card: { mobilePhone: '+491' } });
    world.box().deleteOwn(managed(world)[4]?.id ?? '');
    const { results } = await world.run();
    expect(world.deviations()).toEqual([]);
    expect(world.graph.of('changes')).toBe(2);
    expect(totalOf(results)).toMatchObject({ created: 1, updated: 1, unchanged: 28 });
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(1);
  });

  it('every time fails the mailbox instead of asking for ever', async () => {
    const world = await filled();
    world.graph.set({
      fault: (operation) => (operation.kind === 'changes' ? { kind: 'link-expired' } : undefined),
    });
    const { results } = await world.run();
    expect(results[0]).toMatchObject({ state: 'failed', reason: 'unavailable' });
  });
});

describe('the folder', () => {
  it('[I7] that the user deleted is made anew with everything in it', async () => {
    const world = await filled();
    world.box().deleteFolder(world.box().folders()[0]?.id ?? '');
    const { results } = await world.run();
    expect(world.deviations()).toEqual([]);
    expect(totalOf(results)).toMatchObject({ created: 5, unchanged: 0 });
    await world.run();
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(1);
  });

  it.each([1, 2, 3, 5, 8, 9])(
    'deleted by the user just before our create number %i is made anew',
    async (nth) => {
      const world = makeMailboxWorld();
      world.offer(shareOf(9, { photo: 1 }));
      let creates = 0;
      world.graph.set({
        fault: (operation) =>
          operation.kind === 'create' && ++creates === nth
            ? { kind: 'meanwhile', act: () => world.box().deleteFolder(world.box().folders()[0]?.id ?? '') }
            : undefined,
      });
      const { results } = await world.run();
      expect(world.deviations()).toEqual([]);
      expect(world.box().folders()).toHaveLength(1);
      expect(totalOf(results)).toMatchObject({ created: 9, unchanged: 0 });
    },
  );

  it('that vanishes again and again is reported as that', async () => {
    const world = makeMailboxWorld();
    world.graph.set({ fault: (operation) => (operation.kind === 'create' ? { kind: 'gone' } : undefined) });
    const { results } = await world.run();
    expect(results[0]).toMatchObject({ state: 'failed', reason: 'folder-keeps-vanishing' });
  });

  it('of that name that the user has already is used, and his contacts stay', async () => {
    const world = makeMailboxWorld();
    const made = world
      .box()
      .carryOut({ mailbox: world.ids[0] ?? fail(), kind: 'create-folder', displayName: 'müller ag' });
    const id = made.status === 'done' ? (made.answer.id ?? '') : '';
    world.box().addOwn({ id }, { note: 'mine' });
    await world.run();
    expect(managed(world).map(({ folderId }) => folderId)).toEqual([id, id, id]);
    expect(world.box().contacts()).toHaveLength(4);
  });
});

const fail = (): never => {
  throw new Error('not there');
};

describe('a mailbox', () => {
  it('[I4] that is missing, or denied, is recorded while the others proceed, and leaves no trace', async () => {
    const world = makeMailboxWorld({ count: 4 });
    world.graph.lose('m001');
    world.graph.lose('m002', 'no-mailbox');
    world.graph.lose('m003', 'access-denied');
    const { results } = await world.run();
    expect(results.map(({ state, reason }) => reason ?? state)).toEqual([
      'done',
      'user-not-found',
      'no-mailbox',
      'access-denied',
    ]);
    expect(world.deviations([0])).toEqual([]);
    expect(world.manifests.size).toBe(1);
  });

  it('[I4] that is deleted in mid-run is recorded, and filled once it is back', async () => {
    const world = makeMailboxWorld({ count: 2 });
    world.offer(shareOf(12));
    let creates = 0;
    world.graph.set({
      fault: (operation) =>
        operation.mailbox === 'm001' && operation.kind === 'create' && ++creates === 6
          ? { kind: 'meanwhile', act: () => world.graph.lose('m001') }
          : undefined,
    });
    const { results } = await world.run();
    expect(results[1]).toMatchObject({ state: 'failed', reason: 'user-not-found', created: 5 });
    expect(world.deviations([0])).toEqual([]);
    world.graph.restore('m001');
    await world.run();
    expect(world.deviations()).toEqual([]);
  });

  it.each(['consent-required', 'access-blocked'] as const)(
    '[T3] [T6] of a tenant that refuses (%s) fails with that',
    async (reason) => {
      const world = makeMailboxWorld({ count: 3 });
      world.graph.set({ fault: () => ({ kind: 'tenant-refused', reason }) });
      const { results } = await world.run();
      expect(results.map((each) => each.reason)).toEqual([reason, reason, reason]);
      expect(world.graph.calls).toBe(1);
    },
  );
});

describe('a contact that Graph refuses', () => {
  const refusing = (world: World, name: string) =>
    world.graph.set({
      fault: (operation) =>
        (operation.kind === 'create' || operation.kind === 'update') && operation.card.displayName === name
          ? { kind: 'refused', code: 'ErrorInvalidProperty' }
          : undefined,
    });

  it('[I4] is recorded, the others proceed, and no later run pays for it', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(6));
    refusing(world, 'Person p2');
    const { results } = await world.run();
    expect(results[0]).toMatchObject({
      state: 'done',
      created: 5,
      failed: 1,
      unchanged: 0,
      refusals: ['ErrorInvalidProperty'],
    });
    expect(world.deviations()).toEqual(['0: Person p2 is missing']);
    for (let day = 2; day <= 4; day++) {
      // Some news, so that a plan is made.
      world.box().edit(managed(world)[0]?.id ?? '', { extra: { nickname: `${day}` } });
      world.graph.resetCounters();
      const later = await world.run();
      expect(world.graph.requests).toBe(1);
      expect(later.results[0]).toMatchObject({ failed: 1, unchanged: 5, refusals: ['ErrorInvalidProperty'] });
    }
  });

  it('is tried again once its card has changed', async () => {
    const world = makeMailboxWorld();
    refusing(world, 'Person p2');
    await world.run();
    world.graph.set({});
    world.offer(withPerson(world.share, 'p2', { variant: 1 }));
    const { results } = await world.run();
    expect(world.deviations()).toEqual([]);
    expect(results[0]).toMatchObject({ created: 1, failed: 0, unchanged: 2 });
    expect(results[0]?.refusals).toBeUndefined();
  });

  it('as an update keeps its old card, once, until the next change; and goes when it leaves the share', async () => {
    const world = await filled(4);
    world.offer(withPerson(world.share, 'p1', { variant: 5 }));
    world.graph.set({
      fault: (operation) => (operation.kind === 'update' ? { kind: 'refused', code: 'ErrorX' } : undefined),
    });
    expect((await world.run()).results[0]).toMatchObject({ updated: 0, failed: 1, unchanged: 3 });
    world.graph.set({});
    world.box().edit(managed(world)[0]?.id ?? '', { extra: { nickname: 'A' } });
    world.graph.resetCounters();
    expect((await world.run()).results[0]).toMatchObject({ updated: 0, failed: 1, unchanged: 3 });
    expect(world.graph.writes).toBe(0);
    world.offer(withoutPerson(world.share, 'p1'));
    expect((await world.run()).results[0]).toMatchObject({ deleted: 1, failed: 0, unchanged: 3 });
    expect(world.deviations()).toEqual([]);
  });

  it('for its photo only is done but for the photo, which is not sent again', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(3, { photo: 1 }));
    world.graph.set({
      fault: (operation) =>
        operation.kind === 'put-photo' ? { kind: 'refused', code: 'ErrorImage' } : undefined,
    });
    expect((await world.run()).results[0]).toMatchObject({
      state: 'done',
      created: 3,
      photos: 0,
      refusals: ['ErrorImage'],
    });
    world.box().edit(managed(world)[0]?.id ?? '', { extra: { nickname: 'A' } });
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.writes).toBe(0);
  });
});

describe('what a user does', () => {
  it('[I7] to synced contacts is repaired by one read and the repairs', async () => {
    const world = await filled(20);
    const [a, b, c] = managed(world);
    world.box().edit(a?.id ?? '', { card: { displayName: 'Someone else', mobilePhone: null } });
    world.box().deleteOwn(b?.id ?? '');
    world.box().edit(c?.id ?? '', { categories: ['Golf'] });
    const { results } = await world.run();
    expect(world.deviations()).toEqual([]);
    expect(world.graph.requests).toBe(4);
    expect(totalOf(results)).toMatchObject({ created: 1, updated: 2, unchanged: 17 });
    expect(
      world
        .box()
        .contacts()
        .find(({ id }) => id === c?.id)?.categories,
    ).toEqual(['Golf', 'Müller AG']);
  });

  it('[I10] besides the managed fields survives an update, and costs no write', async () => {
    const world = await filled(4);
    const [a] = managed(world);
    const own = { note: 'likes tea', categories: ['Müller AG', 'Golf'], extra: { birthday: '1970-01-01' } };
    world.box().edit(a?.id ?? '', own);
    await world.run();
    expect(world.graph.writes).toBe(0);
    world.offer(shareOf(4, { variant: 3, note: 'From Müller' }));
    await world.run();
    expect(world.deviations()).toEqual([]);
    const after = world
      .box()
      .contacts()
      .find(({ id }) => id === a?.id);
    expect(after).toMatchObject({ categories: own.categories, extra: own.extra });
    expect(after?.note).toContain('likes tea');
    world.offer(shareOf(4, { variant: 3 }));
    await world.run();
    expect(world.deviations()).toEqual([]);
    expect(
      world
        .box()
        .contacts()
        .find(({ id }) => id === a?.id)?.note,
    ).toBe('likes tea');
  });

  it('[I7] between our write and the reading of its echoes is repaired', async () => {
    for (const nth of [1, 2, 3]) {
      const world = makeMailboxWorld();
      world.offer(shareOf(300));
      let reads = 0;
      const act = () => {
        const [a, b] = managed(world);
        world.box().edit(a?.id ?? '', { card: { jobTitle: 'mine' } });
        world.box().deleteOwn(b?.id ?? '');
      };
      world.graph.set({
        fault: (operation) =>
          operation.kind === 'changes' && ++reads === nth ? { kind: 'meanwhile', act } : undefined,
      });
      await world.run();
      await world.run();
      expect(world.deviations()).toEqual([]);
    }
  });

  it('without a pause is left to the next run', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(201));
    let edits = 0;
    const act = () =>
      world.box().edit(managed(world)[7]?.id ?? '', { card: { jobTitle: `edit ${++edits}` } });
    world.graph.set({
      fault: (operation) => (operation.kind === 'changes' ? { kind: 'meanwhile', act } : undefined),
    });
    const { results } = await world.run();
    expect(results[0]?.state).toBe('done');
    expect(edits).toBeLessThan(10);
    world.graph.set({});
    await world.run();
    expect(world.deviations()).toEqual([]);
  });
});

describe('the category', () => {
  it('[I8] gives way to a new one, beside the user’s own', async () => {
    const world = await filled(5);
    world.box().edit(managed(world)[0]?.id ?? '', { categories: ['Golf', 'Müller AG', 'Tea'] });
    world.offer({ ...world.share, category: 'Partners' });
    const { results } = await world.run();
    expect(world.deviations()).toEqual([]);
    expect(managed(world).map(({ categories }) => categories)).toEqual([
      ['Golf', 'Tea', 'Partners'],
      ...Array.from({ length: 4 }, () => ['Partners']),
    ]);
    expect(totalOf(results)).toMatchObject({ updated: 5, unchanged: 0 });
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(1);
  });

  it('changed once more while the first change was half done leaves neither behind', async () => {
    const world = await filled(12);
    let updates = 0;
    world.graph.set({
      fault: (operation) =>
        operation.kind === 'update' && ++updates > 6
          ? { kind: 'throttle', retryAfterMs: 600_000 }
          : undefined,
    });
    world.offer({ ...world.share, category: 'Partners' });
    await world.run();
    world.graph.set({});
    world.offer({ ...world.share, category: 'Friends' });
    await world.run();
    expect(managed(world).every(({ categories }) => categories.join() === 'Friends')).toBe(true);
  });

  it('changed and changed back while half done is back everywhere; so is the note', async () => {
    const world = await filled(12);
    const before = world.share;
    let updates = 0;
    world.graph.set({
      fault: (operation) =>
        operation.kind === 'update' && ++updates > 6
          ? { kind: 'throttle', retryAfterMs: 600_000 }
          : undefined,
    });
    world.offer({ ...before, category: 'Partners', note: 'Hello' });
    await world.run();
    world.graph.set({});
    world.offer(before);
    await world.run();
    expect(world.deviations()).toEqual([]);
    expect(managed(world).every(({ categories }) => categories.join() === 'Müller AG')).toBe(true);
  });
});

describe('taking away', () => {
  const remove = (world: World) => world.run({ target: removalOf(world.imported) });

  it('[I9] of an own folder is one list and one delete', async () => {
    const world = await filled(30);
    const { results } = await remove(world);
    expect(world.box().folders()).toEqual([]);
    expect(world.box().contacts()).toEqual([]);
    expect(world.graph.requests).toBe(2);
    expect(results[0]).toMatchObject({ state: 'done', deleted: 30, unchanged: 0 });
    expect(world.manifests.size).toBe(0);
  });

  it('[I9] leaves the folder with what the user put into it', async () => {
    const world = await filled(6);
    const folder = folderIn(world.box(), world.target()) ?? fail();
    const own = world.box().addOwn(folder, { note: 'mine' });
    const { results } = await remove(world);
    expect(
      world
        .box()
        .contacts()
        .map(({ id }) => id),
    ).toEqual([own]);
    expect(world.box().folders()).toHaveLength(1);
    expect(results[0]).toMatchObject({ state: 'done', deleted: 6 });
    expect(world.manifests.size).toBe(0);
  });

  it('[I9] of two imports in one folder takes only the one’s', async () => {
    const world = await filled(3);
    const other = importWith({ id: asId<ImportId>('0b2c5ad4-1f0a-4c68-9d6d-2a4f1f9f0002') });
    const otherTarget = targetOf(shareOf(4), other);
    await world.run({ target: otherTarget, importId: other.id });
    await world.run();
    expect(world.deviations()).toEqual([]);
    expect(managedIn(world.box(), otherTarget)).toHaveLength(4);
    await world.run({ target: removalOf(other), importId: other.id });
    expect(managedIn(world.box(), otherTarget)).toHaveLength(0);
    expect(world.deviations()).toEqual([]);
  });

  it('[I9] of the default folder takes exactly what was made, also a moved-in twin', async () => {
    const world = await filled(5, { imported: importWith({ folder: defaultFolder }) });
    const own = world.box().addOwn('default', { note: 'mine', categories: ['Müller AG'] });
    const [a] = managed(world);
    world.box().addOwn('default', a ?? fail());
    await remove(world);
    expect(
      world
        .box()
        .contacts()
        .map(({ id }) => id),
    ).toEqual([own]);
  });

  it.each(['before', 'after'] as const)(
    'goes on after lost answers (%s) and reports everything it took',
    async (when) => {
      const world = await filled(12, { imported: importWith({ folder: defaultFolder }) });
      let deletes = 0;
      world.graph.set({
        fault: (operation) =>
          operation.kind === 'delete' && ++deletes > 5 ? { kind: 'uncertain', when } : undefined,
      });
      const stopped = await world.run({ target: removalOf(world.imported), run: 'r' });
      expect(stopped.results[0]).toMatchObject({ state: 'failed', deleted: 5 });
      world.graph.set({});
      const { results } = await world.run({ target: removalOf(world.imported), run: 'r' });
      expect(results[0]).toMatchObject({ state: 'done', deleted: 12 });
      expect(world.box().contacts()).toEqual([]);
      expect(world.manifests.size).toBe(0);
    },
  );

  it('where the mailbox is gone is done', async () => {
    const world = await filled(3);
    world.graph.lose('m000');
    const { results } = await remove(world);
    expect(results[0]).toMatchObject({ state: 'done', deleted: 0 });
    expect(world.manifests.size).toBe(0);
  });

  it('where access is denied fails and keeps the record', async () => {
    const world = await filled(3);
    world.graph.lose('m000', 'access-denied');
    const { results } = await remove(world);
    expect(results[0]).toMatchObject({ state: 'failed', reason: 'access-denied' });
    expect(world.manifests.size).toBe(1);
  });

  it('never takes an empty folder of the same name that is the user’s', async () => {
    const world = makeMailboxWorld();
    world
      .box()
      .carryOut({ mailbox: world.ids[0] ?? fail(), kind: 'create-folder', displayName: 'Müller AG' });
    await remove(world);
    expect(world.box().folders()).toHaveLength(1);
  });
});
