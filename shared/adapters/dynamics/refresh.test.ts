import { expect, it } from 'vitest';
import { makeSourceBench, sourceId } from '../../../tests/support/source-fixtures.ts';
import type { DynamicsFilter } from '../../sources/dynamics-filter.ts';
import type { SourceReaders } from '../../sources/source-readers.ts';
import { dynamicsStack, missing } from './dynamics-stack.test-data.ts';

const inCity = (city: string): DynamicsFilter => ({
  match: 'all',
  conditions: [{ field: 'address1_city', operator: 'equals', value: city }],
});

/** A source of Dynamics 365 and its refresh, over the real client and the emulators. */
async function open() {
  const stack = await dynamicsStack();
  const { reader, ctx, settings } = stack;
  // The bench has a company of its own; who asks Dynamics is the one that the organisation belongs to.
  const dynamics: NonNullable<SourceReaders['dynamics-365']> = {
    readPeople: (_, ...rest) => reader.readPeople(ctx, ...rest),
    photosOf: (_, ...rest) => reader.photosOf(ctx, ...rest),
    probe: (_, ...rest) => reader.probe(ctx, ...rest),
  };
  const bench = makeSourceBench({ readers: { 'dynamics-365': dynamics } });
  await bench.have();
  await bench.haveSource();
  const use = (filter: DynamicsFilter) =>
    bench.setSource((source) => ({ ...source, kind: 'dynamics-365', settings: { ...settings, filter } }));
  await use(inCity('Köln'));
  const cologne = stack.organisation.contacts.filter(({ columns }) => columns['address1_city'] === 'Köln');
  const shown = async () => (await bench.everyone()).map(({ key }) => key);
  const lastRefresh = async () => (await bench.source())?.lastRefresh;
  return { stack, bench, use, cologne, shown, lastRefresh };
}

it('[S3] a source shows what its filter wants, follows changes, and lets go of what no longer fits', async () => {
  const { stack, bench, cologne, shown, lastRefresh } = await open();
  const { admin, organisation } = stack;
  await bench.refresh();
  expect(await lastRefresh()).toMatchObject({ kind: 'full', contacts: cologne.length });
  expect(await shown()).toEqual(cologne.map(({ contactid }) => contactid).toSorted());
  const [first] = await bench.everyone();
  expect(first?.phones.some(({ e164 }) => e164?.startsWith('+49') === true)).toBe(true);

  const [moved = missing(), gone = missing(), changed = missing()] = cologne;
  admin.changeContact(organisation.host, moved.contactid, { columns: { address1_city: 'Bonn' } });
  admin.deleteContact(organisation.host, gone.contactid);
  admin.changeContact(organisation.host, changed.contactid, { columns: { department: 'Neu' } });
  await bench.refresh();
  expect(await lastRefresh()).toMatchObject({ kind: 'delta', changed: 1, removed: 2 });
  const keys = await shown();
  expect(keys).toHaveLength(cologne.length - 2);
  expect(keys).not.toContain(moved.contactid);
  expect(keys).not.toContain(gone.contactid);
});

it('[S3] a source with another filter is read anew, and so is one whose link has expired', async () => {
  const { stack, bench, use, cologne, shown, lastRefresh } = await open();
  await bench.refresh();
  await use(inCity('Hamburg'));
  await bench.refresh();
  expect(await lastRefresh()).toMatchObject({ kind: 'full' });
  expect((await shown()).length).toBeGreaterThan(10);
  expect(await shown()).not.toContain(cologne[0]?.contactid);

  stack.admin.expireDeltaTokens(stack.organisation.host);
  await bench.refresh();
  expect(await lastRefresh()).toMatchObject({ kind: 'full' });
  await bench.refresh();
  expect(await lastRefresh()).toMatchObject({ kind: 'delta', changed: 0, removed: 0 });
});

it('[S3] a source whose application user is missing says so and keeps what it had', async () => {
  const { stack, bench, cologne, shown } = await open();
  await bench.refresh();
  stack.admin.removeMember(stack.organisation.host, 'c11e0000-0000-4000-8000-00000000000a');
  await bench.refresh();
  expect((await bench.source())?.lastError).toMatchObject({ reason: 'no-right-to-read', code: '0x80072560' });
  expect(await shown()).toHaveLength(cologne.length);
  expect(await bench.source()).toMatchObject({ id: sourceId, state: 'failed' });
});
