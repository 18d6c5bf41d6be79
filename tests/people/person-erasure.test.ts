import { expect, it } from 'vitest';
import { makeSnapshotRows } from '../../shared/adapters/tables/snapshot-rows.ts';
import { makeSourceContacts } from '../../shared/adapters/tables/source-contacts.ts';
import type { Table } from '../../shared/adapters/tables/table.ts';
import type { TableName } from '../../shared/adapters/tables/table-names.ts';
import { asId, type ShareId, type SourceId, systemRandom } from '../../shared/kernel/ids.ts';
import { makeResettableTables } from '../departures/support/resettable-tables.ts';
import { makeCrashPoints } from '../support/crash-points.ts';
import { erika, makePersonWorld, pause } from './support/world.ts';

it('[T5] everything about a person is taken out, and the trail says that it was, not whose', async () => {
  const { tables } = makeResettableTables();
  const { must, company, ids, found } = await makePersonWorld(tables);
  expect(await found()).not.toEqual([]);
  const { body } = await must(company, 'POST', '/v1/people/export', { phones: [erika.number] });
  expect(body).toMatchObject({
    people: [
      { entries: [{ contact: { key: erika.key, emails: [erika.mail] }, photoBase64: expect.any(String) }] },
    ],
    shares: [{ importedBy: [{ mailboxes: 1 }, { mailboxes: 1 }] }],
    mentions: { imports: [], isNotificationAddress: false, actsComplete: true },
    keptOutBy: [],
  });
  expect(body.shares[0].snapshots.length).toBeGreaterThanOrEqual(1);
  expect(JSON.stringify(body)).not.toContain('Kollege');
  const acts = await must(company, 'GET', '/v1/audit-events?subject=person-export');
  expect(acts.body.value).toMatchObject([{ changes: [{ subject: 'person-export', after: { people: 1 } }] }]);
  expect(JSON.stringify(acts.body)).not.toContain(erika.mail);
  // Other companies' people are nobody's here.
  const other = await must(ids.stranger, 'POST', '/v1/people/export', { emails: [erika.mail] });
  expect(other.body).toMatchObject({ people: [], shares: [] });
});

it('[T5][I6] an erased person is found nowhere, goes out of every mailbox unasked, and stays out until it is lifted', async () => {
  const { tables } = makeResettableTables();
  const world = await makePersonWorld(tables);
  const { must, ask, company, imports, ids, copies, found, refresh, run, end, erase, arrive, app } = world;
  expect(copies()).toHaveLength(2);
  expect(
    await ask(company, 'POST', '/v1/people/erasures', { emails: [erika.mail], people: 2 }),
  ).toMatchObject({
    status: 409,
    body: { reason: 'people-differ' },
  });

  const id = await erase();
  await app.settle();
  const path = `/v1/people/erasures/${id}`;
  expect((await must(company, 'GET', path)).body).toMatchObject({ state: 'settling', people: 1 });
  const early = await must(company, 'POST', '/v1/people/export', { emails: [erika.mail] });
  expect(early.body).toMatchObject({ people: [], shares: [], keptOutBy: [id] });
  expect(await ask(company, 'DELETE', path)).toMatchObject({ status: 409 });

  await end();
  expect((await must(company, 'GET', path)).body).toMatchObject({ state: 'done' });
  expect(await found()).toEqual([]);
  await run();
  expect(copies()).toEqual([]);
  for (const [who, { importId }] of [
    [ids.leaver, imports.own],
    [ids.partner, imports.byPartner],
  ] as const) {
    const { body } = await must(who, 'GET', `/v1/imports/${importId}`);
    expect(body.gate).toBeUndefined();
  }

  // The source still has her, changes her, and is read in full.
  arrive();
  await refresh();
  await refresh('full');
  await run();
  expect([await found(), copies()]).toEqual([[], []]);

  // Whoever types her in again is told why that fails.
  const list = await must(company, 'POST', '/v1/sources', { kind: 'company-list' });
  const typedIn = [company, 'POST', `/v1/sources/${list.body.id}/contacts`] as const;
  const entry = { displayName: 'Erika', emails: [erika.mail] };
  const refused = await ask(...typedIn, entry);
  expect(refused).toMatchObject({ status: 409, body: { reason: 'person-erased' } });
  expect(JSON.stringify(refused.body)).not.toContain(erika.mail);

  expect((await ask(company, 'DELETE', path)).status).toBe(204);
  expect((await ask(...typedIn, entry)).status).toBe(201);
  await app.settle();
  await run();
  expect(copies()).toHaveLength(2);
});

it('[T5] what was read before the erasure and is written after its first pass goes with the next ones', async () => {
  const { tables } = makeResettableTables();
  const { app, ctx, shares, found, end, erase } = await makePersonWorld(tables);
  const { keyedHashes: cipher } = app.stores;
  const sourceId = asId<SourceId>(shares.leaver.sourceId);
  const shareId = asId<ShareId>(shares.leaver.shareId);
  const unfiltered = makeSourceContacts({ table: tables.contacts, cipher, random: systemRandom });
  const everyone = [];
  for await (const page of unfiltered.all(ctx, sourceId)) everyone.push(...page);
  const changed = everyone.filter(({ key }) => key === erika.key);
  const [newest] = await app.stores.sharedPeople.versions(ctx, shareId);
  const snapshot = await app.stores.snapshots.load(ctx, shareId, newest?.version ?? '');
  if (newest === undefined || snapshot === undefined) throw new Error('no snapshot');

  await erase();
  await app.settle();
  await unfiltered.applyChanges(ctx, sourceId, { changed, removed: [], link: 'late' });
  await app.stores.snapshots.save(ctx, shareId, newest, snapshot);
  // Of a run that dies before it names what it has written.
  const rows = makeSnapshotRows(tables.contacts, cipher, systemRandom);
  await rows.write(ctx, shareId, `${ctx.tenantId}|${shareId}`, { ...snapshot, version: 'dead' });
  expect((await found()).length).toBeGreaterThan(2);
  await end();
  expect(await found()).toEqual([]);
});

it('[T5] a pass begins when the queue says so, whatever clock the instance has; a message of an earlier one begins nothing', async () => {
  const { tables } = makeResettableTables();
  const { app, ctx, erase, clock } = await makePersonWorld(tables);
  const id = await erase();
  await app.settle();
  const { erasePerson } = app.useCases;
  const row = async () => (await app.stores.personErasures.get(ctx, id))?.value;
  const waiting = await row();
  expect(waiting).toMatchObject({ pass: 2, stage: 'sources' });
  clock.advance(pause);
  await erasePerson(ctx, { erasureId: id, pass: 1 });
  expect(await row()).toEqual(waiting);
  clock.advance(-pause - 10 * 60_000);
  await erasePerson(ctx, { erasureId: id, pass: 2 });
  expect(await row()).toMatchObject({ pass: 3, stage: 'sources' });
});

it('[T5] whoever follows in her number comes in, and a notification address is not erased unseen', async () => {
  const { tables } = makeResettableTables();
  const { must, ask, company, erase, end, refresh, app } = await makePersonWorld(tables);
  await erase();
  await end();
  const heir = {
    displayName: 'Nils Nachfolger',
    emails: ['nils@person.example'],
    businessPhones: [erika.number],
  };
  app.directoryOf(company).put('e41ca000-0000-4000-8000-0000000000cc', heir);
  await refresh();
  const { body } = await must(company, 'POST', '/v1/people/export', { phones: [erika.e164] });
  expect(body.people).toMatchObject([{ entries: [{ contact: { displayName: 'Nils Nachfolger' } }] }]);

  // An address that no source knows yet keeps its owner out all the same.
  const foreign = 'Wer.Anders@person.example';
  await must(company, 'POST', '/v1/people/erasures', { emails: [foreign], people: 0 });
  const list = await must(company, 'POST', '/v1/sources', { kind: 'company-list' });
  const entry = { displayName: 'Wer', emails: [foreign.toLowerCase()] };
  expect(await ask(company, 'POST', `/v1/sources/${list.body.id}/contacts`, entry)).toMatchObject({
    status: 409,
    body: { reason: 'person-erased' },
  });

  const { etag } = await must(company, 'GET', '/v1/tenant');
  const notificationAddress = 'nils@person.example';
  await must(company, 'PATCH', '/v1/tenant', { notificationAddress }, { headers: { 'if-match': etag } });
  const wish = { emails: [notificationAddress], people: 1 };
  expect(await ask(company, 'POST', '/v1/people/erasures', wish)).toMatchObject({
    status: 409,
    body: { reason: 'notification-address' },
  });
});

it.each(['before', 'after'] as const)(
  '[T5] a death %s any call of the tables leaves an erasure that ends complete',
  async (when) => {
    const { tables, keep } = makeResettableTables();
    const world = await makePersonWorld(tables);
    const id = await world.erase();
    const reset = keep();
    const points = makeCrashPoints();
    const mortal = Object.fromEntries(
      Object.entries(tables).map(([name, table]) => [name, points.wrap(table, ['listEntities'])]),
    ) as Record<TableName, Table>;
    const doomed = world.open(mortal);

    const eraseDyingAt = async (at: number): Promise<boolean> => {
      let died = false;
      // What a message says that is delivered again.
      let pass = 1;
      points.arm(at, when);
      for (let deliveries = 0; deliveries < 20; deliveries++) {
        try {
          await doomed.useCases.erasePerson(world.ctx, { erasureId: id, pass });
        } catch (error) {
          if (!points.died()) throw error;
          died = true;
          points.revive();
          continue;
        }
        const erasure = await world.app.stores.personErasures.get(world.ctx, id);
        if (erasure?.value.state === 'done') break;
        pass = erasure?.value.pass ?? pass;
        world.clock.advance(pause);
      }
      const erasure = await world.app.stores.personErasures.get(world.ctx, id);
      expect([at, erasure?.value.state, await world.found()]).toEqual([at, 'done', []]);
      const { leaver, partner } = world.ids;
      for (const [who, { importId }] of [
        [leaver, world.imports.own],
        [partner, world.imports.byPartner],
      ] as const) {
        const confirmed = await world.app.stores.confirmedDeletions.get(
          world.ctx,
          `${world.shares.leaver.shareId}~${importId}`,
        );
        expect([who, confirmed?.value.tags.length]).toEqual([who, 1]);
      }
      return died;
    };

    expect(await eraseDyingAt(Number.POSITIVE_INFINITY)).toBe(false);
    let at = 1;
    for (reset(); await eraseDyingAt(at); reset(), at++);
    expect(at).toBeGreaterThan(30);
  },
  120_000,
);
