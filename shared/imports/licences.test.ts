import { describe, expect, it } from 'vitest';
import { makeImportWorld, userId, userIds } from '../../tests/support/import-world.ts';
import { ok } from '../kernel/result.ts';

const group = '11111111-2222-4333-8444-000000000001';
const day = 24 * 3_600_000;
const trialDays = 93;

/** An import of a group of three, whose trial is over; three licences. */
const open = async (held = 3) => {
  const world = makeImportWorld({ blockSize: 2 });
  world.groups.set(group, userIds(3));
  const imported = await world.create(0, 4, { targets: { users: [], groups: [group] } });
  await world.settle();
  const book = async (licences: number) => {
    const set = await world.use().setLicences(world.ctx, () => true, { held: licences, acceptPause: true });
    if (!set.ok) throw new Error(set.error.type);
    if (set.value.value.held <= licences) return;
    // Fewer count from the end of the term.
    world.clock.advance(32 * day);
    await world
      .use()
      .changeBilling(world.ctx, ({ settled: { account } }) => ok({ account, answer: account }));
  };
  if (held > 0) await book(held);
  const night = async () => {
    world.clock.advance(day);
    await world.use().dispatch();
    await world.settle();
  };
  world.clock.advance(trialDays * day);
  await night();
  const overview = async () => (await world.use().readLicences(world.ctx)).value;
  const create = (users: readonly string[], groups: readonly string[] = []) =>
    world
      .use()
      .create(world.ctx, { shareId: 'capability', targets: { users: [...users], groups: [...groups] } });
  const results = async () =>
    (await world.use().listMailboxResults(world.ctx, await world.newest(), { limit: 100 })).items;
  return { world, imported, book, night, overview, create, results };
};

describe('[L11] an import', () => {
  it('that would exceed the licences is refused with the figures and leaves nothing behind', async () => {
    const { world, create, overview, night } = await open(4);
    expect(await create([userId(8), userId(9)])).toEqual({
      ok: false,
      error: { type: 'licences-short', needed: 5, held: 4, missing: 1 },
    });
    expect(await overview()).toMatchObject({ needed: 3, imports: { length: 1 } });
    expect((await world.stores.imports.list(world.ctx, { limit: 9 })).items).toHaveLength(1);
    await night();
    expect(world.dead).toEqual([]);
    expect(new Set((await world.allRuns()).map(({ importId }) => importId)).size).toBe(1);
    expect((await create([userId(8)])).ok).toBe(true);
  });

  it('of a group that there is not is refused at its place', async () => {
    const { create } = await open();
    expect(await create([], [group, '11111111-2222-4333-8444-00000000000f'])).toEqual({
      ok: false,
      error: { type: 'invalid', errors: [{ pointer: '/targets/groups/1', rule: 'unknown-group' }] },
    });
  });

  it('created twice at once by two administrators takes no more than there is', async () => {
    const { create, overview } = await open(5);
    const made = await Promise.all([create([userId(7), userId(8)]), create([userId(10), userId(11)])]);
    expect(made.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await overview()).toMatchObject({ needed: 5, held: 5 });
  });

  it('repeated under its idempotency key is one import and one claim', async () => {
    const { world, overview } = await open(5);
    const ctx = { ...world.ctx, commandId: '99999999-0000-4000-8000-000000000001' };
    const targets = { users: [userId(7), userId(8)], groups: [] };
    const once = await world.use().create(ctx, { shareId: 'capability', targets });
    // What was allowed then is answered, though the consent has gone meanwhile.
    world.control.refusesPermissions = ['Contacts.ReadWrite'];
    const again = await world.use().create(ctx, { shareId: 'capability', targets });
    expect(once).toMatchObject({ ok: true });
    expect(again).toEqual(once);
    expect(await overview()).toMatchObject({ needed: 5, imports: { length: 2 } });
  });
});

describe('[L11] a group that grew over night', () => {
  it('is filled as far as licences go; the rest is named, and untouched', async () => {
    const { world, night, results, overview } = await open(4);
    world.groups.set(group, userIds(6));
    await night();
    expect(await world.newest()).toMatchObject({
      state: 'completed-with-errors',
      leftOut: 2,
      totals: { mailboxes: 6, mailboxesDone: 4, mailboxesFailed: 2 },
    });
    expect(await world.deviations(4)).toEqual([]);
    const missing = (await results()).filter(({ reason }) => reason === 'licence-missing');
    expect(missing.map(({ mailbox }) => mailbox)).toEqual([userId(4), userId(5)]);
    expect(await overview()).toMatchObject({ needed: 6, held: 4, missing: 2, inUse: 4 });
  });

  it('[I6] is foreseen so by a preview, which takes no licence', async () => {
    const { world, imported, overview } = await open(4);
    world.groups.set(group, userIds(6));
    expect((await world.use().preview(world.ctx, imported.id)).ok).toBe(true);
    await world.settle();
    const preview = (await world.allRuns()).find(({ trigger }) => trigger === 'preview');
    expect(preview).toMatchObject({ leftOut: 2, totals: { mailboxes: 6, created: 4, mailboxesFailed: 2 } });
    expect(await overview()).toMatchObject({ needed: 3 });
  });

  it('is filled in the next run after enough was booked', async () => {
    const { world, night, book } = await open();
    world.groups.set(group, userIds(6));
    await night();
    await book(6);
    await night();
    expect(await world.newest()).toMatchObject({ state: 'completed', totals: { mailboxesDone: 6 } });
    expect(await world.deviations(6)).toEqual([]);
  });

  it('and shrank again gives its seats back', async () => {
    const { world, night, create, overview } = await open();
    world.groups.set(group, userIds(2));
    await night();
    expect(await overview()).toMatchObject({ needed: 2 });
    expect((await create([userId(8)])).ok).toBe(true);
  });

  it('whose newcomers are all left out ends at once where nobody else is in it', async () => {
    const { world, night } = await open();
    const other = '11111111-2222-4333-8444-000000000002';
    world.groups.set(other, []);
    const made = await world.use().create(world.ctx, {
      shareId: 'capability',
      targets: { users: [], groups: [other] },
      runsAt: ['02:45'],
    });
    await world.settle();
    world.groups.set(other, [userId(20), userId(21), userId(22)]);
    await night();
    const id = made.ok ? made.value.value.id : '';
    const [run] = (await world.stores.runs.list(world.ctx, { limit: 1 }, `${id}~`)).items;
    expect(run?.value).toMatchObject({ state: 'completed-with-errors', leftOut: 3, blocks: 0 });
  });
});

describe('[L11] an import that is not covered', () => {
  it('does not run once the trial has ended, and nothing is deleted; booking makes up for what it missed', async () => {
    const { world, night, book } = await open(0);
    const { requestedAt } = await world.newest();
    const contacts = () => userIds(3).map((id) => [...world.graph.mailbox(id).contacts()].length);
    const before = contacts();
    world.provider.offer({ ...world.provider.share });
    await night();
    expect((await world.newest()).requestedAt).toBe(requestedAt);
    expect(await world.use().runNow(world.ctx, (await world.only()).id)).toMatchObject({
      error: { type: 'conflict', reason: 'held-trial-ended' },
    });
    expect(contacts()).toEqual(before);
    await book(3);
    await world.settle();
    expect(await world.newest()).toMatchObject({ trigger: 'resumed', state: 'completed' });
  });

  it('is covered again when its targets are reduced to what is held', async () => {
    const { world, imported, book } = await open();
    await book(2);
    const change = (users: number) =>
      world
        .use()
        .change(world.ctx, imported.id, () => true, { targets: { users: [...userIds(users)], groups: [] } });
    expect(await change(4)).toMatchObject({ error: { type: 'licences-short', needed: 4, held: 2 } });
    expect((await change(2)).ok).toBe(true);
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'completed', totals: { mailboxes: 3 } });
    expect(await world.deviations(2)).toEqual([]);
  });

  it('is deleted all the same, and its seats are free when it is gone', async () => {
    const { world, imported, book, overview } = await open();
    await book(1);
    await world.use().delete(world.ctx, imported.id, () => true);
    expect(await overview()).toMatchObject({ needed: 3 });
    await world.settle();
    expect(await overview()).toMatchObject({ needed: 0, inUse: 0, imports: [] });
    expect(userIds(3).map((id) => [...world.graph.mailbox(id).contacts()].length)).toEqual([0, 0, 0]);
  });
});
