import { describe, expect, it } from 'vitest';
import { filledImport, night, runsOf } from '../../tests/support/import-nights.ts';
import { userId, userIds } from '../../tests/support/import-world.ts';

const any = () => true;
describe('[T6] an import of a company that does not let us in', () => {
  it('waits with its deletion until access is back', async () => {
    const { world, id } = await filledImport();
    await world.setTenant('consent-lost');
    await world.use().delete(world.ctx, id, any);
    await night(world);
    expect(await world.only()).toMatchObject({ state: 'deleting' });
    expect(world.graph.mailbox(userId(0)).contacts()).toHaveLength(4);
    await world.setTenant('active');
    await world.use().wake(world.ctx, {});
    await world.settle();
    expect(await world.stores.imports.get(world.ctx, id)).toBeUndefined();
    expect(userIds(3).flatMap((user) => world.graph.mailbox(user).contacts())).toEqual([]);
  });

  it('is looked at again when it is due, so that it goes on though nobody told us', async () => {
    const { world } = await filledImport();
    await world.setTenant('access-blocked');
    expect(await night(world)).toBe(0);
    world.control.onLook = () => world.setTenant('active');
    expect(await night(world)).toBe(1);
    expect(world.accessFindings).toEqual(['looked', 'looked']);
    expect((await runsOf(world))[0]).toEqual(['schedule', 'completed', undefined]);
    expect(await world.only()).not.toHaveProperty('missedAt');
  });
});

describe('waking', () => {
  /** Held for a night by its licences, which suffice by now. */
  const missed = async () => {
    const { world, id } = await filledImport();
    world.control.licences = 'trial-ended';
    await night(world);
    world.control.licences = undefined;
    return { world, id };
  };

  it('makes one run however many messages come, at once or one after another', async () => {
    const { world } = await missed();
    await Promise.all([1, 2, 3].map(() => world.use().wake(world.ctx, {})));
    await world.use().wake(world.ctx, {});
    await world.settle();
    await world.use().wake(world.ctx, {});
    await world.settle();
    expect((await runsOf(world)).map(([trigger]) => trigger)).toEqual(['resumed', 'created']);
  });

  it('leaves alone what something else still holds', async () => {
    const { world, id } = await missed();
    await world.use().pause(world.ctx, id);
    await world.use().wake(world.ctx, {});
    await world.settle();
    expect(await world.allRuns()).toHaveLength(1);
    expect(await world.only()).toHaveProperty('missedAt');
  });

  it.each(['before', 'after'] as const)(
    'that dies %s any call makes one run when it comes again',
    async (when) => {
      for (let at = 1; ; at++) {
        const { world } = await missed();
        world.points.arm(at, when);
        const isDone = await world
          .use()
          .wake(world.ctx, {})
          .then(
            () => !world.points.died(),
            () => false,
          );
        world.points.revive();
        await world.use().wake(world.ctx, {});
        await world.settle();
        expect(
          (await runsOf(world)).map(([trigger]) => trigger),
          `call ${at}`,
        ).toEqual(['resumed', 'created']);
        if (isDone) return;
      }
    },
  );
});
