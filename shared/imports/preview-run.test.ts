import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId, userIds } from '../../tests/support/import-world.ts';
import { shareOf, withoutPerson } from '../../tests/support/share-model.ts';
import type { MailboxResult } from './mailbox-result.ts';
import type { Run } from './run.ts';

const any = () => true;

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

/** And the import’s row, which names the run under way: its content is compared, not its version. */
const recordsOfRuns: ReadonlySet<string> = new Set(['run', 'block', 'turns', 'import']);

/** Everything but the records of runs: mailboxes, manifests, rows, what the provider was told. */
const stateOf = async (world: ImportWorld) => ({
  mailboxes: digest(
    userIds(12).map((id) => [world.graph.mailbox(id).contacts(), world.graph.mailbox(id).folders()]),
  ),
  manifests: digest(world.manifests.dump()),
  rows: digest(world.stores.dump((kind) => !recordsOfRuns.has(kind))),
  imported: await world.only(),
  uses: [...world.provider.uses],
  due: [...world.due],
  found: [...world.accessFindings],
});

const resultsOf = async (world: ImportWorld, run: Run): Promise<readonly MailboxResult[]> =>
  (await world.use().listMailboxResults(world.ctx, run, { limit: 100 })).items;

/** A preview, which must leave no trace; its run and figures. `armed`: called once it is asked for. */
const preview = async (world: ImportWorld, armed = () => {}) => {
  const before = await stateOf(world);
  world.graph.resetCounters();
  const asked = await world.use().preview(world.ctx, (await world.only()).id);
  if (!asked.ok) throw new Error(asked.error.type);
  armed();
  await world.settle();
  world.points.revive();
  expect(world.graph.writes).toBe(0);
  expect(await stateOf(world)).toEqual(before);
  const run = await world.newest();
  expect(run.id).toBe(asked.value.id);
  return { run, results: await resultsOf(world, run) };
};

const runNow = async (world: ImportWorld) => {
  await world.use().runNow(world.ctx, (await world.only()).id);
  await world.settle();
  const run = await world.newest();
  return { run, results: await resultsOf(world, run) };
};

describe('[I6] a preview run', () => {
  it('tells mailbox by mailbox what the run after it does, and is told apart in the list', async () => {
    const world = makeImportWorld({ blockSize: 3 });
    await world.create(7, 10);
    await world.settle();
    world.provider.offer(withoutPerson(shareOf(12, { variant: 1, photo: 1 }), 'p2'));
    world.graph.mailbox(userId(3)).deleteOwn(world.graph.mailbox(userId(3)).contacts()[0]?.id ?? '');
    const previewed = await preview(world);
    const real = await runNow(world);
    expect(previewed.results).toEqual(real.results);
    expect(previewed.run).toMatchObject({ trigger: 'preview', state: 'completed', totals: real.run.totals });
    expect(previewed.run.totals).toMatchObject({ mailboxes: 7, deleted: 7 });
    expect((await world.allRuns()).map(({ trigger }) => trigger)).toEqual(['manual', 'preview', 'created']);
  });

  it('counts the mailboxes that would be emptied, and empties none', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(3, 4);
    const group = '11111111-2222-4333-8444-000000000001';
    world.groups.set(group, userIds(3));
    await world.use().change(world.ctx, id, any, { targets: { users: [], groups: [group] } });
    await world.settle();
    world.groups.set(group, [userId(0)]);
    const { run } = await preview(world);
    expect(run).toMatchObject({ totals: { mailboxes: 3, mailboxesDone: 3, deleted: 8, unchanged: 4 } });
    expect((await runNow(world)).run.totals).toEqual(run.totals);
  });

  it('of a share that was revoked tells that all copies would go', async () => {
    const world = makeImportWorld();
    await world.create(2, 4);
    await world.settle();
    world.provider.control.failure = { type: 'share-unusable', reason: 'revoked' };
    const { run } = await preview(world);
    expect(run).toMatchObject({ reason: 'share-revoked', totals: { deleted: 8 } });
    expect((await runNow(world)).run.totals).toEqual(run.totals);
  });

  it('lets a run that is asked for meanwhile follow, and asks nobody to wait for a mailbox', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(2, 4);
    await world.settle();
    await world.use().preview(world.ctx, id);
    world.clock.advance(10);
    world.graph.set({
      fault: ({ mailbox }) =>
        mailbox === userId(1) ? { kind: 'throttle', retryAfterMs: 900_000 } : undefined,
    });
    await world.use().change(world.ctx, id, any, { category: 'Partners' });
    const begun = world.clock.now();
    for (const message of world.waiting()) await world.handle(message);
    expect((await world.only()).pendingRun).toBe('changed');
    const [block] = world.waiting().filter(({ queue }) => queue === 'mailbox-blocks');
    if (block === undefined) throw new Error('no block');
    await world.handle(block);
    expect(world.clock.now() - begun).toBeLessThan(60_000);
    const previewed = (await world.allRuns()).find(({ trigger }) => trigger === 'preview');
    expect(previewed).toMatchObject({ trigger: 'preview', totals: { mailboxesDone: 1, mailboxesFailed: 1 } });
    world.graph.set({});
    await world.settle();
    expect(await world.newest()).toMatchObject({ trigger: 'changed', state: 'completed' });
    expect(await world.deviations(2)).toEqual([]);
  });

  it('gives up soon where the provider cannot be read', async () => {
    const world = makeImportWorld();
    await world.create(1);
    await world.settle();
    world.provider.control.failure = { type: 'unavailable', service: 'graph' };
    const begun = world.clock.now();
    const { run } = await preview(world);
    expect(run).toMatchObject({ state: 'failed', reason: 'provider-unavailable' });
    expect(world.clock.now() - begun).toBeLessThan(5 * 60_000);
  });

  it('writes nothing to the tenant where consent was withdrawn', async () => {
    const world = makeImportWorld();
    await world.create(2, 2);
    await world.settle();
    world.graph.set({ fault: () => ({ kind: 'tenant-refused', reason: 'consent-required' }) });
    const { run } = await preview(world);
    expect(run).toMatchObject({ state: 'completed-with-errors', totals: { mailboxesFailed: 2 } });
  });

  it('that was lost does not keep the daily run waiting', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(1);
    await world.settle();
    await world.use().preview(world.ctx, id);
    world.lose();
    world.clock.advance(Date.parse((await world.only()).nextRunAt) - world.clock.now() + 1);
    await world.use().dispatch();
    await world.settle();
    const told = (await world.allRuns()).map(({ trigger, state, reason }) => [trigger, state, reason]);
    expect(told.slice(0, 2)).toEqual([
      ['schedule', 'completed', undefined],
      ['preview', 'failed', 'stuck'],
    ]);
  });

  it('is refused while a run is under way, of a deleted import, and of one that is not there', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(1);
    const reason = async () => {
      const asked = await world.use().preview(world.ctx, id);
      return asked.ok ? 'ok' : asked.error;
    };
    expect(await reason()).toEqual({ type: 'conflict', reason: 'run-in-progress' });
    await world.settle();
    await world.use().pause(world.ctx, id);
    expect(await reason()).toEqual({ type: 'conflict', reason: 'held-administrator' });
    await world.use().delete(world.ctx, id, any);
    await world.settle();
    expect(await reason()).toEqual({ type: 'not-found' });
  });

  it('asked for twice by one command is one', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(1);
    await world.settle();
    const ctx = { ...world.ctx, commandId: '4b0e1d6a-8d5f-4a57-9a63-3d0f0a2f7c11' };
    const first = await world.use().preview(ctx, id);
    world.clock.advance(5);
    expect(await world.use().preview(ctx, id)).toEqual(first);
    expect(await world.use().preview(world.ctx, id)).toMatchObject({ ok: false });
  });

  it.each(['before', 'after'] as const)(
    'whose worker dies %s any port call comes to the same end, and leaves no trace either',
    async (when) => {
      for (let k = 1; ; k++) {
        const world = makeImportWorld({ blockSize: 1 });
        await world.create(2, 3);
        await world.settle();
        world.provider.offer(shareOf(2, { variant: 1 }));
        const { run } = await preview(world, () => world.points.arm(k, when));
        expect(run).toMatchObject({ state: 'completed', totals: { updated: 4, deleted: 2 } });
        if (world.failures() === 0) return;
      }
    },
  );
});
