import { expect, it } from 'vitest';
import { contact, photo } from '../../tests/support/people.ts';
import {
  always,
  firstPage,
  makeShareBench,
  selecting,
  unusable,
} from '../../tests/support/share-fixtures.ts';
import { sourceId } from '../../tests/support/source-fixtures.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { defaultFieldPolicy } from '../contacts/field-policy.ts';
import type { NewShare } from './create-share.ts';

const open = async (fields: Partial<NewShare> = {}) => {
  const bench = makeShareBench();
  const { ctx, partner, shared } = bench;
  await bench.have();
  await bench.offer([
    contact('anna', { displayName: 'Zoe Anna', managerKey: 'bernd', department: 'Vertrieb' }),
    contact('bernd', { displayName: 'Änne Bernd' }),
    contact('clara', { displayName: 'Berta Clara', enabled: false }),
  ]);
  const { id, capability } = await bench.share(fields);
  const grant = succeeded(await shared.redeem(partner, capability));
  const take = async () => succeeded(await shared.takeSnapshot(partner, grant));
  const load = async (version: string) => succeeded(await shared.load(partner, grant, version));
  const preview = async () => succeeded(await bench.previewShare(ctx, id, firstPage));
  return { ...bench, id, grant, take, load, preview };
};

it('[H4] the preview is what importers get: same version, same cards, whatever the policy', async () => {
  for (const fields of [
    {},
    { note: 'n', fields: { ...defaultFieldPolicy, emails: false, manager: false } },
    { selection: selecting({ filters: { includeDisabled: false } }) },
  ]) {
    const { take, load, preview } = await open(fields);
    const [seen, taken] = [await preview(), await take()];
    const { contacts } = await load(taken.version);
    expect(seen).toMatchObject({ version: taken.version, count: taken.count, trimmed: taken.trimmed });
    expect(
      seen.contacts.map(({ key, card }) => ({ key, card })).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    ).toEqual(contacts);
  }
});

it('[H4] the preview is in the order of names, as Germans sort them, and knows managers that are not shared', async () => {
  const { preview, previewShare, partner, id } = await open({
    selection: selecting({ filters: { departments: ['vertrieb'] } }),
  });
  const { contacts, count } = await preview();
  expect(count).toBe(1);
  expect(contacts[0]?.card).toMatchObject({ displayName: 'Zoe Anna', manager: 'Änne Bernd' });
  const all = await (await open()).preview();
  expect(all.contacts.map(({ card }) => card.displayName)).toEqual(['Änne Bernd', 'Berta Clara', 'Zoe Anna']);
  expect(await previewShare(partner, id, firstPage)).toEqual({ ok: false, error: { type: 'not-found' } });
});

it('[H1] a snapshot tells the importer whose share it is and how many people it offers', async () => {
  const { take, load } = await open({ note: 'von Müller' });
  const taken = await take();
  expect(taken).toEqual({
    version: expect.stringMatching(/^[0-9a-f]{32}$/),
    count: 3,
    takenAt: '2026-03-01T08:00:00.000Z',
    trimmed: {},
    shareName: 'Müller',
    providerName: 'Müller Maschinenbau AG',
  });
  expect(await load(taken.version)).toMatchObject({ version: taken.version, note: 'von Müller' });
});

it('[H4] of unchanged people nothing is saved again; of changed ones a new version is', async () => {
  const { take, offer, saves } = await open();
  const first = await take();
  await offer([
    contact('clara', { displayName: 'Berta Clara', enabled: false }),
    contact('bernd', { displayName: 'Änne Bernd' }),
    contact('anna', { displayName: 'Zoe Anna', managerKey: 'bernd', department: 'Vertrieb' }),
  ]);
  expect((await take()).version).toBe(first.version);
  expect(saves()).toBe(1);
  await offer([]);
  expect(await take()).toMatchObject({ count: 0 });
  expect(saves()).toBe(2);
});

it('a version that newer ones have replaced is not found', async () => {
  const { shared, partner, grant } = await open();
  const found = await shared.load(partner, grant, 'ffff');
  expect(found).toEqual({ ok: false, error: { type: 'not-found' } });
});

it('[H3] nobody reads with a grant that does not fit: another’s, or of a share that there never was', async () => {
  const { shared, partner, grant, take, changeShare, ctx, id } = await open();
  const { version } = await take();
  const elsewhere = { ...grant, providerTenantId: freshTenant().tenantId };
  expect(await shared.takeSnapshot(partner, elsewhere)).toEqual(unusable('revoked'));
  expect(await shared.load(partner, elsewhere, version)).toEqual(unusable('revoked'));
  succeeded(await changeShare(ctx, id, always, { allowedTenants: [freshTenant().tenantId] }));
  expect(await shared.load(partner, grant, version)).toEqual(unusable('partner-not-allowed'));
});

it('a share whose source is gone offers nothing any more', async () => {
  const { shared, partner, grant, sources, commit, ctx } = await open();
  const source = await sources.get(ctx, sourceId);
  succeeded(await commit(ctx, [sources.deleted(ctx, source?.etag ?? '', sourceId)]));
  expect(await shared.takeSnapshot(partner, grant)).toEqual(unusable('revoked'));
});

it('a source that cannot be read now leaves the former snapshot as the newest', async () => {
  const { shared, partner, grant, take, control, snapshots, ctx } = await open();
  const { version } = await take();
  control.fresh = { ok: false, error: { type: 'throttled', retryAfterSeconds: 9 } };
  expect(await shared.takeSnapshot(partner, grant)).toMatchObject({ error: { type: 'throttled' } });
  expect(await snapshots.newest(ctx, grant.shareId)).toMatchObject({ version });
});

it('[H4] photos are given out by their hash, as long as the grant and the field policy let them', async () => {
  const { shared, partner, grant, contacts, changeShare, revokeShare, ctx, id, take, load } = await open();
  const face = photo('Anna');
  await contacts.setPhotos(ctx, sourceId, new Map([['anna', face]]));
  const { contacts: shown } = await load((await take()).version);
  expect(shown.map((each) => each.photo)).toEqual([face.hash, undefined, undefined]);
  expect(await shared.photo(partner, grant, face.hash)).toEqual(face.bytes);
  expect(await shared.photo(partner, grant, 'another')).toBeUndefined();
  succeeded(await changeShare(ctx, id, always, { fields: { photo: false } }));
  expect(await shared.photo(partner, grant, face.hash)).toBeUndefined();
  succeeded(await changeShare(ctx, id, always, { fields: { photo: true } }));
  succeeded(await revokeShare(ctx, id, always));
  expect(await shared.photo(partner, grant, face.hash)).toBeUndefined();
});
