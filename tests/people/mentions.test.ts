import { expect, it } from 'vitest';
import { makeResettableTables } from '../departures/support/resettable-tables.ts';
import { erika, makePersonWorld } from './support/world.ts';

const group = 'a0000000-0000-4000-8000-0000000000aa';

it('[T5] the export names every setting and record in which a person stands by object id', async () => {
  const { tables } = makeResettableTables();
  const { app, ctx, must, company, imports, shares } = await makePersonWorld(tables);
  const patch = async (path: string, body: object) => {
    const { etag } = await must(company, 'GET', path);
    await must(company, 'PATCH', path, body, { headers: { 'if-match': etag } });
  };
  await patch(`/v1/shares/${shares.leaver.shareId}`, {
    selection: { everyone: true, exclude: [erika.key] },
  });
  await patch(`/v1/imports/${imports.own.importId}`, {
    targets: { users: [imports.own.mailbox, erika.key] },
  });
  const source = await must(company, 'POST', '/v1/sources', {
    kind: 'office-365',
    settings: { userId: erika.key },
  });
  const { seats, storePurchases, groupMembers } = app.stores;
  const bought = { store: 'apple', productId: 'app.monthly', state: 'active' } as const;
  await app.stores.commit(ctx, [
    seats.inserted(ctx, { userId: erika.key, number: 1, since: '2026-01-01T00:00:00.000Z', devices: [] }),
    storePurchases.inserted(ctx, {
      ...bought,
      userId: erika.key,
      hash: 'hash',
      isTest: false,
      isTrial: false,
      periodFrom: 1,
      asOf: 1,
      expiresAt: 2,
      renews: true,
      isRetrying: false,
    }),
    groupMembers.inserted(ctx, { groupId: group, part: erika.key.slice(0, 1), members: [erika.key] }),
  ]);

  const { body } = await must(company, 'POST', '/v1/people/export', { emails: [erika.mail] });
  expect(body.mentions).toMatchObject({
    imports: [imports.own.importId],
    shares: [shares.leaver.shareId],
    sources: [source.body.id],
    seats: [erika.key],
    purchases: [bought],
    groups: [group],
  });
  const other = await must(company, 'POST', '/v1/people/export', { emails: ['kollege@person.example'] });
  expect(other.body.mentions).toMatchObject({
    imports: [],
    sources: [],
    seats: [],
    purchases: [],
    groups: [],
  });
});
