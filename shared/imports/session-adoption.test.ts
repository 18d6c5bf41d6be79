import { describe, expect, it } from 'vitest';
import { inherited, leave } from '../../tests/support/left-contacts.ts';
import { totalOf } from '../../tests/support/mailbox-run.ts';
import {
  defaultFolder,
  importWith,
  managedIn,
  ownFolder,
  photoBytes,
  removalOf,
  shareOf,
  targetOf,
  withoutPerson,
  withPerson,
} from '../../tests/support/share-model.ts';
import { asId, type ImportId } from '../kernel/ids.ts';

describe.each([
  ['an own folder', ownFolder],
  ['the default folder', defaultFolder],
] as const)('[I11] adoption in %s', (_, folder) => {
  it('makes ours what is there once, creates who is not or could be two, and lets the rest alone', async () => {
    const { world, box, left, contact } = inherited(folder);
    const others = () => [left.twin, left.otherTwin, left.friend].map(contact);
    const before = others();
    const { results } = await world.run();
    expect(totalOf(results)).toMatchObject({ adopted: 2, created: 2, updated: 0, unchanged: 0 });
    expect(world.deviations()).toEqual([]);
    expect(others()).toEqual(before);
    expect(
      managedIn(box, world.target())
        .map(({ id, adopted }) => [id, adopted])
        .filter(([, adopted]) => adopted),
    ).toEqual([
      [left.p0, true],
      [left.p1, true],
    ]);
  });

  it('[I10] leaves the user his note, categories, photo and what nobody manages', async () => {
    const { world, left, contact } = inherited(folder);
    await world.run();
    expect(contact(left.p0)).toMatchObject({
      note: 'about p0\n\n[[Switchboard]]\nFrom Müller\n[[/Switchboard]]',
      categories: ['Golf', 'Müller AG'],
      extra: { nickname: 'p0' },
      photo: photoBytes(9),
      card: { displayName: 'Person p0' },
    });
  });

  it('gives the photo of the share where it has one, and takes it back with it', async () => {
    const { world, left, contact } = inherited(folder, { photo: 1 });
    const { results } = await world.run();
    expect(totalOf(results)).toMatchObject({ adopted: 2, photos: 4 });
    expect(contact(left.p0)?.photo).toEqual(photoBytes(1));
    world.offer(shareOf(4, { variant: 1, note: 'From Müller' }));
    await world.run();
    expect(contact(left.p0)?.photo).toBeUndefined();
  });

  it('costs an unchanged night no write, and from the second on one request', async () => {
    const { world } = inherited(folder);
    await world.run();
    world.graph.resetCounters();
    await world.run();
    expect([world.graph.requests, world.graph.writes]).toEqual([1, 0]);
    await world.run();
    expect(world.graph.of('changes')).toBe(2);
    expect(world.deviations()).toEqual([]);
  });

  it('is done once: who joins later is created beside a contact that the user keeps himself', async () => {
    const { world, box, place } = inherited(folder);
    await world.run();
    const own = leave(box, place, 'late');
    world.offer(withPerson(world.share, 'late', { variant: 1 }));
    const { results } = await world.run();
    expect(totalOf(results)).toMatchObject({ created: 1, adopted: 0 });
    expect(box.contacts().find(({ id }) => id === own)?.tag).toBeUndefined();
  });

  it('is done when it is switched on, for who is not there yet, and again after it was off', async () => {
    const { world, box, place, left, contact } = inherited(folder);
    const off = importWith({ folder });
    world.offer(shareOf(1, { variant: 1 }));
    await world.run({ target: targetOf(world.share, off) });
    expect(contact(left.p0)?.tag).toBeUndefined();
    world.offer(shareOf(2, { variant: 1 }));
    expect(totalOf((await world.run()).results)).toMatchObject({ adopted: 1, created: 0, unchanged: 1 });
    await world.run({ target: targetOf(world.share, off) });
    leave(box, place, 'p5');
    world.offer(withPerson(world.share, 'p5', { variant: 1 }));
    expect(totalOf((await world.run()).results)).toMatchObject({ adopted: 1, created: 0 });
  });

  it('is repaired like everybody else, and deleted with who leaves the share', async () => {
    const { world, box, left, contact } = inherited(folder);
    await world.run();
    await world.run();
    box.edit(left.p0, { card: { displayName: 'Someone else' }, categories: [] });
    await world.run();
    expect(world.deviations()).toEqual([]);
    world.offer(withoutPerson(world.share, 'p0'));
    expect(totalOf((await world.run()).results)).toMatchObject({ deleted: 1 });
    expect(contact(left.p0)).toBeUndefined();
  });

  it('[S11] leaves alone what the share is read from, night after night', async () => {
    const { world, box, place } = inherited(folder);
    const source = leave(box, place, 'reception');
    box.edit(source, { card: { emailAddresses: [{ address: `${source}@mueller.example`, name: '' }] } });
    const kept = () => box.contacts().find(({ id }) => id === source);
    const before = kept();
    for (let night = 0; night < 3; night++) {
      // A source tells of what bears no tag of ours.
      const offered = kept()?.tag === undefined ? withPerson(shareOf(0), source, { variant: 1 }) : shareOf(0);
      world.offer(offered);
      world.graph.resetCounters();
      await world.run();
      expect(world.graph.of('create')).toBe(night === 0 ? 1 : 0);
      expect(world.deviations()).toEqual([]);
    }
    expect(kept()).toEqual(before);
  });

  it('[I9] is given back with the import: without tag, category and our note, and the folder stays', async () => {
    const { world, box, left, contact } = inherited(folder);
    await world.run();
    const { results } = await world.run({ target: removalOf(world.imported), run: 'r' });
    expect(totalOf(results)).toMatchObject({ deleted: 2, released: 2 });
    expect(managedIn(box, world.target())).toEqual([]);
    expect(box.contacts().map(({ id }) => id)).toEqual(Object.values(left));
    expect(contact(left.p0)).toMatchObject({
      note: 'about p0',
      categories: ['Golf'],
      extra: { nickname: 'p0' },
      card: { displayName: 'Person p0' },
    });
    expect(contact(left.p0)).not.toHaveProperty('adopted');
    expect(box.folders()).toHaveLength(folder.kind === 'own' ? 1 : 0);
    expect(world.manifests.size).toBe(0);
  });

  it('[I6] is told by a preview exactly, and a preview adopts nobody', async () => {
    const { world, box } = inherited(folder);
    const before = JSON.stringify(box.contacts());
    const previewed = totalOf((await world.run({ intent: 'preview' })).results);
    expect(JSON.stringify(box.contacts())).toBe(before);
    expect(previewed).toEqual(totalOf((await world.run()).results));
    const removal = { target: removalOf(world.imported) };
    const foreseen = totalOf((await world.run({ ...removal, intent: 'preview' })).results);
    expect(foreseen).toEqual(totalOf((await world.run(removal)).results));
  });

  it('yields to a user who touches the contact in the very moment, and keeps his words', async () => {
    const { world, box, left, contact } = inherited(folder);
    let touched = false;
    world.graph.set({
      fault: (operation) => {
        if (touched || operation.kind !== 'update' || operation.contactId !== left.p0) return undefined;
        touched = true;
        return { kind: 'meanwhile', act: () => box.edit(left.p0, { note: 'likes tea' }) };
      },
    });
    const { results } = await world.run();
    expect(totalOf(results)).toMatchObject({ adopted: 2, created: 2 });
    expect(contact(left.p0)?.note).toContain('likes tea');
    expect(world.deviations()).toEqual([]);
  });

  it('leaves a contact to another import that was faster', async () => {
    const { world, box, left, contact } = inherited(folder);
    const other = importWith({
      id: asId<ImportId>('0b2c5ad4-1f0a-4c68-9d6d-2a4f1f9f0002'),
      folder,
      adopt: true,
    });
    let raced = false;
    world.graph.set({
      fault: (operation) => {
        if (raced || operation.kind !== 'update' || operation.contactId !== left.p0) return undefined;
        raced = true;
        const tag = [...targetOf(world.share, other).desired.keys()][0] ?? '';
        const act = () =>
          void box.carryOut({ ...operation, tag, card: {}, categories: ['Other'], note: null });
        return { kind: 'meanwhile', act };
      },
    });
    const { results } = await world.run();
    expect(totalOf(results)).toMatchObject({ adopted: 1, created: 3 });
    expect(contact(left.p0)?.categories).toEqual(['Other']);
    expect(world.deviations()).toEqual([]);
  });

  it('that Graph refuses is not tried again until the card changes', async () => {
    const { world, left } = inherited(folder);
    world.graph.set({
      fault: (operation) =>
        operation.kind === 'update' && operation.contactId === left.p1
          ? { kind: 'refused', code: 'ErrorInvalidProperty' }
          : undefined,
    });
    expect(totalOf((await world.run()).results)).toMatchObject({ adopted: 1, created: 2, failed: 1 });
    world.graph.resetCounters();
    expect(totalOf((await world.run()).results)).toMatchObject({ failed: 1, unchanged: 3 });
    expect(world.graph.writes).toBe(0);
  });
});
