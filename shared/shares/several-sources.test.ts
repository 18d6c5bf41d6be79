import { describe, expect, it } from 'vitest';
import { contact, inPages, photo } from '../../tests/support/people.ts';
import { firstPage, makeShareBench, selecting } from '../../tests/support/share-fixtures.ts';
import { sourceId, sourceOf } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import type { Contact } from '../contacts/contact.ts';
import { asId, type SourceId } from '../kernel/ids.ts';

const ad = asId<SourceId>('5f0c0000-0000-4000-8000-000000000002');
const always = () => true;
const anna = { givenName: 'Anna', surname: 'Berger', displayName: 'Anna Berger' };
const inEntra = contact('e1', { ...anna, emails: ['anna@firma.example'], jobTitle: 'Leiterin', phones: [] });
const inAd = contact('a1', { ...anna, emails: ['Anna@firma.example'], jobTitle: 'Chefin' });

/** A share of Entra's people and those of another source, in this order. */
const open = async (selection = selecting()) => {
  const bench = makeShareBench();
  await bench.have();
  const { ctx, sources, contacts } = bench;
  const other = { ...sourceOf({ state: 'ready' }), id: ad, includeDisabled: true, includeHidden: true };
  succeeded(await bench.commit(ctx, [sources.inserted(ctx, other)]));
  const hold = (id: SourceId, people: readonly Contact[]) =>
    contacts.replaceAll(ctx, id, inPages(people), () => ({ fullReadAt: '2026-03-01T08:00:00.000Z' }), {
      keepPhotos: true,
    });
  await hold(sourceId, [inEntra]);
  await hold(ad, [inAd]);
  const both = [{ sourceId }, { sourceId: ad }];
  const { id, capability } = await bench.share({ sources: both, selection });
  const grant = succeeded(await bench.shared.redeem(bench.partner, capability));
  return {
    ...bench,
    id,
    both,
    hold,
    grant,
    order: async (ids: readonly SourceId[]) =>
      succeeded(
        await bench.changeShare(ctx, id, always, { sources: ids.map((each) => ({ sourceId: each })) }),
      ),
    taken: async () => {
      const { version } = succeeded(await bench.shared.takeSnapshot(bench.partner, grant));
      return succeeded(await bench.shared.load(bench.partner, grant, version)).contacts;
    },
  };
};
const key = `${sourceId}/e1`;

describe('[S7] a share of several sources', () => {
  it('offers who is in both once, with the better of each', async () => {
    const { taken } = await open(selecting({ filters: { onlyWithNumber: true } }));
    const contacts = await taken();
    expect(contacts).toMatchObject([
      { key, aliases: [`${ad}/a1`], card: { jobTitle: 'Leiterin', businessPhones: ['+498912345612'] } },
    ]);
  });

  it('knows nobody by a number that colleagues have whom it does not show', async () => {
    const { taken, hold } = await open(selecting({ filters: { includeDisabled: false } }));
    const { phones } = contact('x');
    await hold(sourceId, [contact('e1', { ...anna, emails: [], phones })]);
    const switchboard = [contact('a1', { ...anna, emails: [], phones })];
    await hold(ad, switchboard);
    expect(await taken()).toHaveLength(1);
    // Of Entra's people disabled ones are not shown.
    const away = contact('e2', { displayName: 'Bernd Klein', emails: [], phones, enabled: false });
    await hold(sourceId, [contact('e1', { ...anna, emails: [], phones }), away]);
    expect(await taken()).toHaveLength(2);
  });

  it('tells in its preview where everything is from and why people are one', async () => {
    const { previewShare, ctx, id } = await open();
    const preview = succeeded(await previewShare(ctx, id, firstPage));
    expect(preview).toMatchObject({ count: 1, merged: 1, conflicts: 1 });
    expect(preview.contacts[0]?.person.because).toEqual(['email']);
  });

  it('keeps a contact’s key while sources are added, turned round, taken out, and entries vanish', async () => {
    const { taken, order, hold } = await open();
    const keys = async () => (await taken()).map((each) => each.key);
    await order([sourceId]);
    expect(await keys()).toEqual([key]);
    await order([ad, sourceId]);
    expect(await keys()).toEqual([key]);
    await order([ad]);
    expect(await keys()).toEqual([key]);
    await order([sourceId, ad]);
    await hold(sourceId, []);
    expect(await keys()).toEqual([key]);
    await hold(sourceId, [inEntra, contact('e2', { displayName: 'Bernd Klein' })]);
    expect(await keys()).toEqual([key, `${sourceId}/e2`]);
  });

  it('the preview has the version that the next run gets', async () => {
    const { taken, order, previewShare, shared, partner, grant, ctx, id } = await open();
    await taken();
    await order([ad, sourceId]);
    const preview = succeeded(await previewShare(ctx, id, firstPage));
    const info = succeeded(await shared.takeSnapshot(partner, grant));
    expect(preview.version).toBe(info.version);
    expect(preview.contacts[0]?.key).toBe(key);
  });

  it('who is excluded by one entry is out with all of them, also where that entry is not shown', async () => {
    const one = await open(selecting({ exclude: ['e1'] }));
    expect(await one.taken()).toEqual([]);
    const other = await open(selecting({ exclude: ['e1'], filters: { includeDisabled: false } }));
    await other.hold(sourceId, [{ ...inEntra, enabled: false }]);
    expect(await other.taken()).toEqual([]);
  });

  it('who is named by one entry is in with all that the other sources know', async () => {
    const { taken } = await open(selecting({ everyone: false, users: ['e1'] }));
    expect(await taken()).toMatchObject([{ card: { businessPhones: ['+498912345612'] } }]);
  });

  it('shows the photo of the first source that has one', async () => {
    const { taken, contacts, ctx, shared, partner, grant } = await open();
    const face = photo('anna');
    await contacts.setPhotos(ctx, ad, new Map([['a1', face]]));
    const [person] = await taken();
    expect(person?.photo).toBe(face.hash);
    expect(await shared.photo(partner, grant, face.hash)).toEqual(face.bytes);
  });

  it('goes on with the others where one of its sources is gone', async () => {
    const { taken, sources, commit, ctx } = await open();
    const source = await sources.get(ctx, sourceId);
    succeeded(await commit(ctx, [sources.deleted(ctx, source?.etag ?? '', sourceId)]));
    expect(await taken()).toMatchObject([{ key: `${ad}/a1`, card: { jobTitle: 'Chefin' } }]);
  });
});
