import { describe, expect, it } from 'vitest';
import { filled, makeMailboxWorld, managedOf, totalOf } from '../../tests/support/mailbox-run.ts';
import { shareOf } from '../../tests/support/share-model.ts';

describe('a link that has expired', () => {
  it('costs one whole delta and no write', async () => {
    const world = await filled(30);
    world.box().expireLinks();
    world.box().edit(managedOf(world)[3]?.id ?? '', { card: { mobilePhone: '+491' } });
    world.box().deleteOwn(managedOf(world)[4]?.id ?? '');
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

describe('what a user does', () => {
  it('[I7] to synced contacts is repaired by one read and the repairs', async () => {
    const world = await filled(20);
    const [a, b, c] = managedOf(world);
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
    const [a] = managedOf(world);
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
        const [a, b] = managedOf(world);
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

  it('[I5] between our reading and our update is not hidden by it, nor by an interruption right after it', async () => {
    for (const interrupts of [false, true]) {
      const world = await filled(3);
      let updates = 0;
      world.graph.set({
        fault: ({ kind, mailbox: _mailbox }) => {
          if (kind !== 'update') return undefined;
          updates++;
          const act = () => {
            const [a] = managedOf(world);
            world.box().edit(a?.id ?? '', { card: { jobTitle: 'mine' }, note: 'likes tea', categories: [] });
          };
          if (updates === 1) return { kind: 'meanwhile', act };
          return interrupts && updates > 3 ? { kind: 'throttle', retryAfterMs: 600_000 } : undefined;
        },
      });
      world.offer({ ...world.share, note: 'From Müller' });
      await world.run();
      world.graph.set({});
      if (interrupts) await world.run();
      expect(world.deviations()).toEqual([]);
      // [I10] Nor is the note overwritten that came with it.
      expect(managedOf(world)[0]?.note).toContain('likes tea');
    }
  });

  it('[I5] by deleting a contact that several of our steps are about has it made anew once', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(3, { photo: 1 }));
    await world.run();
    await world.run();
    let writes = 0;
    const act = () => {
      for (const { id } of managedOf(world)) world.box().deleteOwn(id);
    };
    world.graph.set({
      fault: ({ kind }) => {
        if (kind === 'update' && ++writes === 1) return { kind: 'meanwhile', act };
        return kind === 'update' && writes < 4 ? { kind: 'uncertain', when: 'before' } : undefined;
      },
    });
    world.offer(shareOf(3, { variant: 1, photo: 2 }));
    await world.run();
    expect(world.deviations()).toEqual([]);
    expect(world.box().contacts()).toHaveLength(3);
  });

  it('again and again just before each of our updates is left to the next run', async () => {
    const world = await filled(3);
    let edits = 0;
    world.graph.set({
      fault: ({ kind }) => {
        const act = () => world.box().edit(managedOf(world)[0]?.id ?? '', { note: `edit ${++edits}` });
        return kind === 'update' ? { kind: 'meanwhile', act } : undefined;
      },
    });
    world.offer(shareOf(3, { variant: 1, note: 'From Müller' }));
    const { results } = await world.run();
    expect(results[0]?.state).toBe('done');
    expect(edits).toBeLessThan(10);
    world.graph.set({});
    await world.run();
    expect(world.deviations()).toEqual([]);
    expect(managedOf(world)[0]?.note).toContain(`edit ${edits}`);
  });

  it('[I5] while a long list is read, so that a contact is passed over, makes no second one of it', async () => {
    const world = await filled(600);
    let lists = 0;
    const act = () => world.box().deleteOwn(managedOf(world)[0]?.id ?? '');
    world.graph.set({
      fault: ({ kind }) => (kind === 'list' && ++lists === 2 ? { kind: 'meanwhile', act } : undefined),
    });
    // Another category has all contacts listed.
    world.offer({ ...world.share, category: 'Partners' });
    await world.run();
    expect(world.deviations().filter((text) => text.includes('times'))).toEqual([]);
    await world.run();
    expect(world.deviations()).toEqual([]);
    expect(managedOf(world)).toHaveLength(600);
  });

  it('of one passed over in a long list is repaired, also when an interruption comes between', async () => {
    const world = await filled(600);
    let lists = 0;
    let found = false;
    const act = () => {
      const all = managedOf(world);
      world.box().edit(all[500]?.id ?? '', { card: { jobTitle: 'mine' } });
      world.box().deleteOwn(all[0]?.id ?? '');
    };
    world.graph.set({
      fault: ({ kind }) => {
        if (kind === 'list' && ++lists === 2) return { kind: 'meanwhile', act };
        if (kind === 'find-tag') found = true;
        return found && kind !== 'find-tag' ? { kind: 'throttle', retryAfterMs: 600_000 } : undefined;
      },
    });
    world.offer({ ...world.share, category: 'Partners' });
    await world.run();
    expect(found).toBe(true);
    world.graph.set({});
    await world.run();
    expect(world.deviations()).toEqual([]);
  });

  it('without a pause is left to the next run', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(201));
    let edits = 0;
    const act = () =>
      world.box().edit(managedOf(world)[7]?.id ?? '', { card: { jobTitle: `edit ${++edits}` } });
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
    world.box().edit(managedOf(world)[0]?.id ?? '', { categories: ['Golf', 'Müller AG', 'Tea'] });
    world.offer({ ...world.share, category: 'Partners' });
    const { results } = await world.run();
    expect(world.deviations()).toEqual([]);
    expect(managedOf(world).map(({ categories }) => categories)).toEqual([
      ['Golf', 'Tea', 'Partners'],
      ...Array.from({ length: 4 }, () => ['Partners']),
    ]);
    expect(totalOf(results)).toMatchObject({ updated: 5, unchanged: 0 });
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(1);
  });

  it.each([[{ category: 'Partners' }], [{ note: 'Hello' }]])(
    'or the note (%j) goes on where it stopped half done',
    async (fields) => {
      const world = await filled(12);
      let updates = 0;
      world.graph.set({
        fault: ({ kind }) =>
          kind === 'update' && ++updates > 6 ? { kind: 'throttle', retryAfterMs: 600_000 } : undefined,
      });
      world.offer({ ...world.share, ...fields });
      await world.run({ run: 'r' });
      world.graph.set({});
      const { results } = await world.run({ run: 'r' });
      expect(world.deviations()).toEqual([]);
      expect(totalOf(results)).toMatchObject({ updated: 12, unchanged: 0 });
    },
  );

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
    expect(managedOf(world).every(({ categories }) => categories.join() === 'Friends')).toBe(true);
  });

  it.each([[{ category: 'Partners' }], [{ note: 'Hello' }]])(
    'or note (%j) changed and changed back while half done is back everywhere',
    async (fields) => {
      const world = await filled(12);
      const before = world.share;
      let updates = 0;
      world.graph.set({
        fault: (operation) =>
          operation.kind === 'update' && ++updates > 6
            ? { kind: 'throttle', retryAfterMs: 600_000 }
            : undefined,
      });
      world.offer({ ...before, ...fields });
      await world.run();
      world.graph.set({});
      world.offer(before);
      await world.run();
      expect(world.deviations()).toEqual([]);
      expect(managedOf(world).every(({ categories }) => categories.join() === 'Müller AG')).toBe(true);
    },
  );
});
