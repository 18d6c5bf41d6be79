import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId, userIds } from '../../tests/support/import-world.ts';
import { type ShareModel, shareOf, withoutPerson, withPerson } from '../../tests/support/share-model.ts';

const any = () => true;
/** Users 0 and 1 are in it by their ids, p0 and p1 are others. */
const withUsers = (share: ShareModel, users: number): ShareModel =>
  userIds(users).reduce((all, id) => withPerson(all, id, { variant: 1 }), share);

const begin = async (share: ShareModel, mailboxes = 2) => {
  const world = makeImportWorld();
  const imported = await world.create(mailboxes);
  world.provider.offer(share);
  return { world, imported };
};
const namesIn = (world: ImportWorld, n: number) =>
  world.graph
    .mailbox(userId(n))
    .contacts()
    .map(({ card }) => card.displayName)
    .sort();
const nameOf = (n: number) => `Person ${userId(n)}`;
const night = async (world: ImportWorld) => {
  world.graph.resetCounters();
  await world.use().runNow(world.ctx, (await world.only()).id);
  await world.settle();
  return (await world.newest()).totals;
};

describe('[I11] a user', () => {
  it('is not given a contact of himself, and everybody else is', async () => {
    const { world } = await begin(withUsers(shareOf(1, { variant: 1 }), 2));
    await world.settle();
    expect(namesIn(world, 0)).toEqual(['Person p0', nameOf(1)].sort());
    expect(namesIn(world, 1)).toEqual(['Person p0', nameOf(0)].sort());
    expect((await world.newest()).totals).toMatchObject({ created: 4, unchanged: 0 });
  });

  it('who is in the share by his id costs an unchanged night one request, and no question', async () => {
    const { world } = await begin(withUsers(shareOf(1, { variant: 1 }), 2));
    await world.settle();
    await night(world);
    expect(world.ownersAsked.times).toBe(0);
    expect(await night(world)).toMatchObject({ created: 0, updated: 0, deleted: 0, unchanged: 4 });
    expect(world.graph.requests).toBe(2);
    expect(world.ownersAsked.times).toBe(0);
  });

  it('is found by his e-mail address, asked for once', async () => {
    const { world } = await begin(shareOf(3, { variant: 1 }));
    world.addresses.set(userId(0), ['p1@mueller.example']);
    await world.settle();
    expect(namesIn(world, 0)).toEqual(['Person p0', 'Person p2']);
    expect(namesIn(world, 1)).toHaveLength(3);
    expect(await night(world)).toMatchObject({ unchanged: 5, deleted: 0 });
    expect([world.ownersAsked.times, world.graph.requests]).toEqual([1, 2]);
  });

  it('who gets another address is found with the next change of the share', async () => {
    const { world } = await begin(shareOf(3, { variant: 1 }));
    await world.settle();
    world.addresses.set(userId(0), ['p1@mueller.example']);
    await night(world);
    expect(namesIn(world, 0)).toHaveLength(3);
    world.provider.offer(shareOf(3, { variant: 2 }));
    expect(await night(world)).toMatchObject({ deleted: 1, updated: 5 });
  });

  it('who joins the share is not created in his own mailbox, and who leaves it is not deleted there', async () => {
    const { world } = await begin(shareOf(1, { variant: 1 }));
    await world.settle();
    world.provider.offer(withUsers(shareOf(1, { variant: 1 }), 1));
    expect(await night(world)).toMatchObject({ created: 1, unchanged: 2 });
    world.provider.offer(shareOf(1, { variant: 1 }));
    expect(await night(world)).toMatchObject({ deleted: 1, unchanged: 2 });
  });
});

describe('[I11] a contact of himself that a user was given before', () => {
  /** As it was before anybody looked: all of the share is written, and the head says nothing of an owner. */
  const givenBefore = async () => {
    const { world, imported } = await begin(shareOf(2, { variant: 1 }), 1);
    await world.settle();
    await night(world);
    const stored = await world.manifests.store.read(world.ctx, imported.id, [userId(0)]);
    for (const [mailbox, { head, etag }] of stored) {
      const { owner, ...rest } = head;
      expect(owner).toEqual([]);
      await world.manifests.store.save(world.ctx, imported.id, [{ mailbox, head: rest, etag }]);
    }
    world.addresses.set(userId(0), ['p1@mueller.example']);
    const deletionLimit = { percent: 0, contacts: 0 };
    await world.use().change(world.ctx, imported.id, any, { deletionLimit });
    return world;
  };

  it('goes the next night, and the strictest gate lets it', async () => {
    const world = await givenBefore();
    expect(await night(world)).toMatchObject({ deleted: 1, unchanged: 1, created: 0, updated: 0 });
    expect((await world.newest()).heldBack).toBeUndefined();
    expect(namesIn(world, 0)).toEqual(['Person p0']);
    expect(await night(world)).toMatchObject({ deleted: 0, unchanged: 1 });
    expect(world.graph.requests).toBe(1);
  });

  it('goes although the worker dies at any call', async () => {
    for (let k = 1; ; k++) {
      const world = await givenBefore();
      await world.use().runNow(world.ctx, (await world.only()).id);
      world.points.arm(k, 'after');
      await world.settle();
      world.points.revive();
      await world.settle();
      expect((await world.newest()).heldBack, `call ${k}`).toBeUndefined();
      expect((await world.newest()).totals, `call ${k}`).toMatchObject({ deleted: 1, unchanged: 1 });
      expect(namesIn(world, 0), `call ${k}`).toEqual(['Person p0']);
      if (world.failures() === 0) break;
    }
  });

  it('does not take others with it through the gate', async () => {
    const world = await givenBefore();
    world.provider.offer(withoutPerson(world.provider.share, 'p0'));
    await night(world);
    expect((await world.newest()).heldBack).toMatchObject([{ kind: 'contacts', deletions: 1, of: 1 }]);
    expect(namesIn(world, 0)).toEqual(['Person p0', 'Person p1']);
  });
});

describe('[I11] a directory that does not answer', () => {
  it('makes the mailboxes wait for it, and nobody is given himself meanwhile', async () => {
    const { world } = await begin(shareOf(3, { variant: 1 }));
    world.addresses.set(userId(0), ['p1@mueller.example']);
    world.ownersAsked.failure = { type: 'throttled', retryAfterSeconds: 30 };
    for (const message of world.waiting().slice(0, 2)) await world.deliver(message);
    for (const message of world.waiting().slice(0, 1)) await world.deliver(message);
    expect(namesIn(world, 0)).toEqual([]);
    world.ownersAsked.failure = undefined;
    await world.settle();
    expect(namesIn(world, 0)).toEqual(['Person p0', 'Person p2']);
    expect((await world.newest()).state).toBe('completed');
  });

  it('for hours fails the mailboxes with that reason', async () => {
    const { world } = await begin(shareOf(3, { variant: 1 }));
    world.ownersAsked.failure = { type: 'unavailable', service: 'graph' };
    await world.settle();
    const run = await world.newest();
    expect(run).toMatchObject({ state: 'completed-with-errors', totals: { mailboxesFailed: 2, created: 0 } });
    const { items } = await world.use().listMailboxResults(world.ctx, run, { limit: 10 });
    expect(items.map(({ reason }) => reason)).toEqual(['unavailable', 'unavailable']);
  });
});
