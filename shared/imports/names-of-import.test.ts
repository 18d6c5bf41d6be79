import { describe, expect, it } from 'vitest';
import { makeImportWorld, userId } from '../../tests/support/import-world.ts';
import { contactOf, importWith, shareOf } from '../../tests/support/share-model.ts';
import { nameStyleOf } from '../contacts/name-style.ts';
import { colourPermission } from './category-colour.ts';
import { makeFillTarget } from './make-target.ts';

const any = () => true;
const noPhoto = async () => undefined;
const snapshot = { version: 'v1', contacts: [contactOf('p0', { variant: 1 })] };
const withCompany = {
  ...snapshot,
  contacts: snapshot.contacts.map((each) => ({ ...each, card: { ...each.card, companyName: 'Müller AG' } })),
};
const nameIn = (target: ReturnType<typeof makeFillTarget>) =>
  [...target.desired.values()][0]?.card.displayName;

describe('[H5] names in the mailboxes of an import', () => {
  it('without a style are the snapshot’s very cards, under its very version', () => {
    const target = makeFillTarget(importWith(), snapshot, noPhoto);
    expect(target.version).toBe('v1');
    expect([...target.desired.values()][0]?.card).toBe(snapshot.contacts[0]?.card);
  });

  it('are as the share says, and where the import has a wish as it wishes, of one snapshot', () => {
    const styled = { ...withCompany, nameStyle: nameStyleOf({ company: 'appended' }) };
    const plain = makeFillTarget(importWith(), styled, noPhoto);
    expect([nameIn(plain), plain.version]).toEqual(['Person p0 · Müller AG', 'v1']);
    const own = makeFillTarget(importWith({ nameStyle: { company: 'none' } }), styled, noPhoto);
    expect(nameIn(own)).toBe('Person p0');
    expect(own.version).not.toBe('v1');
    const other = makeFillTarget(
      importWith({ nameStyle: { company: 'none', order: 'given-first' } }),
      styled,
      noPhoto,
    );
    expect(new Set([plain, own, other].map(({ version }) => version)).size).toBe(3);
  });

  it('change by the importer’s wish with one run of updates, and nights cost one request again', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(2, 3);
    await world.settle();
    world.provider.offer(shareOf(3, { variant: 2, company: 'Müller AG' }));
    await world.use().change(world.ctx, id, any, { nameStyle: { company: 'appended' } });
    await world.settle();
    const names = () =>
      world.graph
        .mailbox(userId(0))
        .contacts()
        .map(({ card }) => card.displayName);
    expect(names()).toEqual(['p0', 'p1', 'p2'].map((key) => `Person ${key} · Müller AG`));
    world.graph.resetCounters();
    await world.use().runNow(world.ctx, id);
    await world.settle();
    expect([world.graph.requests, world.graph.writes]).toEqual([2, 0]);
    await world.use().change(world.ctx, id, any, { nameStyle: null });
    await world.settle();
    expect((await world.newest()).totals).toMatchObject({ updated: 6 });
    expect(names()).toEqual(['Person p0', 'Person p1', 'Person p2']);
    expect(await world.only()).not.toHaveProperty('nameStyle');
  });
});

describe('[H5] the category of a new import', () => {
  const categoriesOf = (world: ReturnType<typeof makeImportWorld>) =>
    world.graph.mailbox(userId(0)).categories();

  it('is the provider’s in name and colour, unless the importer chooses', async () => {
    const world = makeImportWorld();
    world.provider.control.offers = { category: 'Partner', categoryColour: 'preset3' };
    await world.create(1, 2);
    await world.settle();
    expect(await world.only()).toMatchObject({ category: 'Partner', categoryColour: 'preset3' });
    expect(categoriesOf(world)).toEqual({ Partner: 'preset3' });

    const own = makeImportWorld();
    own.provider.control.offers = { category: 'Partner', categoryColour: 'preset3' };
    await own.create(1, 2, { category: 'Lieferanten', categoryColour: 'preset5' });
    await own.settle();
    expect(categoriesOf(own)).toEqual({ Lieferanten: 'preset5' });
  });

  it('is in no colour of the provider’s where the company has not consented to colours, and the import runs', async () => {
    const world = makeImportWorld();
    world.control.refusesPermissions = [colourPermission];
    world.provider.control.offers = { category: 'Partner', categoryColour: 'preset3' };
    await world.create(1, 2);
    await world.settle();
    expect(await world.only()).not.toHaveProperty('categoryColour');
    expect((await world.newest()).state).toBe('completed');
    expect(await world.only()).toMatchObject({ category: 'Partner' });
  });
});
