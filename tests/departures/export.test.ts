import { expect, it } from 'vitest';
import { makeEntities } from '../../functions/entities.ts';
import type { Stores } from '../../functions/stores.ts';
import { exportSections } from '../../functions/use-cases/departures.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { makeResettableTables } from './support/resettable-tables.ts';
import { type DepartureWorld, makeDepartureWorld, wordsOf } from './support/world.ts';

const open = async () => makeDepartureWorld(makeResettableTables().tables);

interface Item {
  readonly kind: string;
  readonly id: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Follows the links to the end. */
const walk = async ({ must }: DepartureWorld, who: string, limit: number) => {
  const pages: Item[][] = [];
  for (let path: string | undefined = `/v1/tenant/export?limit=${limit}`; path !== undefined; ) {
    const { body }: { body: { value: Item[]; nextLink?: string } } = await must(who, 'GET', path);
    pages.push(body.value);
    const next: URL | undefined = body.nextLink === undefined ? undefined : new URL(body.nextLink);
    path = next && next.pathname + next.search;
  }
  return pages;
};

it('[T5] a script walks it to the end: everything kept, each once, in pages of any size', async () => {
  const world = await open();
  const { leaver } = world.ids;
  const whole = (await walk(world, leaver, 200)).flat();
  const kinds = Object.groupBy(whole, ({ kind }) => kind);
  const counts = Object.fromEntries(Object.entries(kinds).map(([kind, items]) => [kind, items?.length]));
  expect(counts).toMatchObject({
    tenant: 1,
    source: 1,
    share: 1,
    import: 2,
    contact: 3,
    'licence-account': 1,
  });
  for (const kind of ['run', 'block', 'act']) expect(counts[kind]).toBeGreaterThan(0);
  const { name, mail, notices } = wordsOf(leaver);
  expect(kinds['contact']?.map(({ value }) => value)).toEqual(
    Array(3).fill(expect.objectContaining({ givenName: name, emails: [mail] })),
  );
  const photos = kinds['contact']?.map(({ value }) => Buffer.from(String(value['photoBase64']), 'base64'));
  expect(photos?.map(String).sort()).toEqual([0, 1, 2].map((n) => `photo of ${name} ${n}`));
  expect(kinds['tenant']?.[0]?.value).toMatchObject({ notificationAddress: notices });

  for (const limit of [1, 2, 3]) {
    const pages = await walk(world, leaver, limit);
    expect(pages.every((page) => page.length <= limit)).toBe(true);
    const some = pages.flat().filter(({ kind }) => kind !== 'act');
    expect(some).toEqual(whole.filter(({ kind }) => kind !== 'act'));
  }
});

it('[T5] holds nothing of other companies but whom it deals with, and no secret', async () => {
  const world = await open();
  const { leaver, partner, stranger } = world.ids;
  const text = JSON.stringify(await walk(world, leaver, 200));
  for (const id of [partner, stranger]) {
    for (const word of Object.values(wordsOf(id))) expect(text).not.toContain(word);
  }
  expect(text).not.toContain(stranger);
  for (const theirs of [world.shares.partner.shareId, world.imports.byPartner.importId]) {
    expect(text).not.toContain(theirs);
  }
  expect(text).not.toContain(world.shares.leaver.capability);
  expect(text).not.toMatch(/capabilityHash|wrapped|fingerprint|cookie/);
});

it('[T7] is one act of the trail, however many pages it has', async () => {
  const world = await open();
  await walk(world, world.ids.leaver, 2);
  const acts = (await walk(world, world.ids.leaver, 200)).flat().filter(({ kind }) => kind === 'act');
  const exports = acts.filter(({ value }) => value['operation'] === 'exportTenant');
  expect(exports).toHaveLength(2);
  expect(exports[0]?.value).toMatchObject({ changes: [{ subject: 'tenant-export', effect: 'done' }] });
});

it('a page is bounded in bytes, too', async () => {
  const world = await open();
  const { leaver } = world.ids;
  for (let n = 0; n < 6; n++) {
    const person = { displayName: `Large ${n}`, emails: [], businessPhones: ['089 1234567'] };
    world.app.directoryOf(leaver).put(systemRandom.id(), person, 'x'.repeat(300_000) + String(n));
  }
  const headers = { 'idempotency-key': systemRandom.id() };
  await world.must(leaver, 'POST', `/v1/sources/${world.shares.leaver.sourceId}/refresh`, undefined, {
    headers,
  });
  await world.app.settle();
  const pages = await walk(world, leaver, 200);
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(1.1 * 1024 * 1024);
  expect(pages.flat().filter(({ kind }) => kind === 'contact')).toHaveLength(9);
});

it('refuses a place in the list that it has not given', async () => {
  const { must, ask, ids } = await open();
  const { body } = await must(ids.leaver, 'GET', '/v1/tenant/export?limit=1');
  const cursor = new URL(body.nextLink).searchParams.get('cursor') ?? '';
  const forged = Buffer.from(
    Buffer.from(cursor, 'base64url').toString().replace('tenant~', 'secrets~'),
  ).toString('base64url');
  const answer = await ask(ids.leaver, 'GET', `/v1/tenant/export?cursor=${forged}`);
  expect(answer.body).toMatchObject({ status: 400, errors: [{ pointer: '?cursor' }] });
});

it('every kind of entity is taken out, or left out for a reason', () => {
  const leftOut = {
    'confirmed-deletions': 'tags of contacts that lead back to nobody',
    erasure: 'is not there while anything can be taken out',
    'purchase-reference':
      'opens what a user has bought at its store, and says nothing that the purchase does not',
    'removed-import': 'ids only, until what is left of it was swept away',
    turns: 'who of the company’s runs is next: of no use elsewhere',
  };
  const kinds: string[] = [];
  makeEntities({
    keep: ({ kind }) => {
      kinds.push(kind);
      return {} as never;
    },
    commit: async () => {
      throw new Error('nothing is committed here');
    },
    clock: systemClock,
    random: systemRandom,
  });
  const sections = exportSections({} as unknown as Stores).map(({ kind }) => kind);
  expect([...sections, ...Object.keys(leftOut)].sort()).toEqual([...kinds, 'contact'].sort());
});
