import { describe, expect, it } from 'vitest';
import { filled, firstOf, makeMailboxWorld, ofKind, totalOf } from '../../tests/support/mailbox-run.ts';
import type { Fault } from '../../tests/support/memory-mailboxes.ts';
import { importWith, removalOf, shareOf, targetOf } from '../../tests/support/share-model.ts';
import type { CategoryColour } from './category-colour.ts';
import type { MailboxOperation } from './mailboxes.ts';

const kinds = ['list-categories', 'create-category', 'colour-category'] as const;
const isColouring = ({ kind }: MailboxOperation) => kinds.some((each) => each === kind);
const coloured = importWith({ categoryColour: 'preset3' });
const inColour = (world: Awaited<ReturnType<typeof filled>>, colour: CategoryColour | undefined) =>
  targetOf(world.share, importWith(colour === undefined ? {} : { categoryColour: colour }));
const asked = (world: Awaited<ReturnType<typeof filled>>) => {
  const [list, create, patch] = kinds.map((kind) => world.graph.of(kind));
  return { list, create, patch };
};

describe('[H5] the colour of the category', () => {
  it('is given once, with one reading and one write; a night after costs what it did without', async () => {
    const world = makeMailboxWorld({ imported: coloured });
    const { results } = await world.run();
    expect(world.box().categories()).toEqual({ 'Müller AG': 'preset3' });
    expect(asked(world)).toEqual({ list: 1, create: 1, patch: 0 });
    expect(results[0]).not.toHaveProperty('uncoloured');
    await world.run();
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(1);
    expect(world.deviations()).toEqual([]);
  });

  it('costs no request where nobody wishes for one', async () => {
    const world = makeMailboxWorld();
    await world.run();
    expect(asked(world)).toEqual({ list: 0, create: 0, patch: 0 });
    expect(await world.head()).not.toHaveProperty('coloured');
  });

  it('wished for later comes with the next run, which writes no contact', async () => {
    const world = await filled();
    const { results } = await world.run({ target: inColour(world, 'preset7') });
    expect(world.box().categories()).toEqual({ 'Müller AG': 'preset7' });
    expect(world.graph.requests).toBe(3);
    expect(totalOf(results)).toMatchObject({ unchanged: 5, updated: 0 });
  });

  it('changes that of a category that is there, whatever its case, and leaves others alone', async () => {
    const world = await filled();
    world.box().setCategory('Golf', 'preset1');
    world.box().setCategory('MÜLLER AG', 'none');
    for (let n = 0; n < 60; n++) world.box().setCategory(`own ${n}`, 'preset2');
    world.box().setCategory('Müller AG', 'preset9');
    await world.run({ target: inColour(world, 'preset4') });
    expect(world.box().categories()).toMatchObject({ Golf: 'preset1', 'Müller AG': 'preset4' });
    expect(asked(world)).toEqual({ list: 2, create: 0, patch: 1 });
  });

  it('is only read where the category has it already', async () => {
    const world = await filled();
    world.box().setCategory('Müller AG', 'preset4');
    await world.run({ target: inColour(world, 'preset4') });
    expect(asked(world)).toEqual({ list: 1, create: 0, patch: 0 });
  });

  it('that the user has chosen since is his, until another is wished for', async () => {
    const world = await filled();
    await world.run({ target: inColour(world, 'preset4') });
    world.box().setCategory('Müller AG', 'preset11');
    world.offer(shareOf(6));
    await world.run({ target: inColour(world, 'preset4') });
    expect(world.box().categories()).toEqual({ 'Müller AG': 'preset11' });
    await world.run({ target: inColour(world, 'preset5') });
    expect(world.box().categories()).toEqual({ 'Müller AG': 'preset5' });
    await world.run({ target: inColour(world, undefined) });
    expect(world.box().categories()).toEqual({ 'Müller AG': 'preset5' });
  });

  it('is that of the category that the contacts bear now', async () => {
    const world = makeMailboxWorld({ imported: coloured });
    await world.run();
    world.offer(shareOf(3, { category: 'Partners' }));
    await world.run();
    expect(world.box().categories()).toEqual({ 'Müller AG': 'preset3', Partners: 'preset3' });
  });

  it('stays with its category when the import leaves the mailbox [I9]', async () => {
    const world = makeMailboxWorld({ imported: coloured });
    await world.run();
    await world.run({ target: removalOf(coloured) });
    expect(world.box().contacts()).toEqual([]);
    expect(world.box().categories()).toEqual({ 'Müller AG': 'preset3' });
  });

  it('is no matter of a preview: nothing is asked or written [I6]', async () => {
    const world = await filled();
    await world.run({ target: inColour(world, 'preset4'), intent: 'preview' });
    expect(asked(world)).toEqual({ list: 0, create: 0, patch: 0 });
    expect(world.box().categories()).toEqual({});
  });
});

describe('[H5] a colour that Exchange does not give', () => {
  const refusals: readonly (readonly [string, Fault, string])[] = [
    ['an application kept out', { kind: 'no-mailbox', reason: 'access-denied' }, 'access-denied'],
    ['a token refused', { kind: 'tenant-refused', reason: 'consent-required' }, 'access-denied'],
    ['a request refused', { kind: 'refused', code: 'ErrorInvalidArgument' }, 'refused'],
    ['a long throttling', { kind: 'throttle', retryAfterMs: 600_000 }, 'throttled'],
    ['no answer ever', { kind: 'uncertain', when: 'before' }, 'unavailable'],
  ];
  describe.each(kinds.slice(0, 2))('to %s', (kind) => {
    it.each(refusals)('for %s fails no contact, is told, and tried again', async (_, fault, told) => {
      const world = makeMailboxWorld({ imported: coloured });
      world.graph.set({ fault: (operation) => (operation.kind === kind ? fault : undefined) });
      const { end, results } = await world.run();
      expect(end).toBe('finished');
      expect(results).toMatchObject([{ state: 'done', created: 3, failed: 0, uncoloured: told }]);
      expect(results[0]).not.toHaveProperty('reason');
      expect(world.deviations()).toEqual([]);
      world.graph.set({});
      const next = await world.run();
      expect(next.results[0]).not.toHaveProperty('uncoloured');
      expect(world.box().categories()).toEqual({ 'Müller AG': 'preset3' });
    });
  });

  it.each(['throttle', 'uncertain'] as const)('for a moment (%s) is waited for', async (kind) => {
    for (const when of ['before', 'after'] as const) {
      const world = makeMailboxWorld({ imported: coloured });
      const fault = kind === 'throttle' ? { kind, retryAfterMs: 2000, when } : { kind, when };
      world.graph.set({ fault: firstOf(2, isColouring, fault) });
      const { results } = await world.run();
      expect(results[0]).not.toHaveProperty('uncoloured');
      expect(world.box().categories()).toEqual({ 'Müller AG': 'preset3' });
    }
  });

  it('because the user is quicker is given all the same', async () => {
    const world = makeMailboxWorld({ imported: coloured });
    const made = () => world.box().setCategory('müller ag', 'preset1');
    world.graph.set({ fault: firstOf(1, ofKind('create-category'), { kind: 'meanwhile', act: made }) });
    await world.run();
    expect(Object.values(world.box().categories())).toEqual(['preset3']);
    const gone = () => world.box().setCategory('müller ag', undefined);
    world.graph.set({ fault: firstOf(1, ofKind('colour-category'), { kind: 'meanwhile', act: gone }) });
    await world.run({ target: targetOf(world.share, importWith({ categoryColour: 'preset8' })) });
    expect(world.box().categories()).toEqual({ 'Müller AG': 'preset8' });
  });

  it('is one mailbox’s affair', async () => {
    const world = makeMailboxWorld({ imported: coloured, count: 3 });
    world.graph.set({
      fault: (operation) =>
        operation.mailbox === world.ids[1] && isColouring(operation)
          ? { kind: 'no-mailbox', reason: 'access-denied' }
          : undefined,
    });
    const { results } = await world.run();
    expect(results.map(({ state, uncoloured }) => [state, uncoloured])).toEqual([
      ['done', undefined],
      ['done', 'access-denied'],
      ['done', undefined],
    ]);
  });

  it('in time goes on with the next worker', async () => {
    const world = makeMailboxWorld({ imported: coloured });
    world.graph.set({ fault: firstOf(9, isColouring, { kind: 'throttle', retryAfterMs: 50_000 }) });
    const first = await world.run({ run: 'r', timeMs: 30_000 });
    expect(first.end).toBe('interrupted');
    world.graph.set({});
    const { results } = await world.run({ run: 'r' });
    expect(results).toMatchObject([{ state: 'done', created: 3 }]);
    expect(world.box().categories()).toEqual({ 'Müller AG': 'preset3' });
    expect(world.deviations()).toEqual([]);
  });
});
