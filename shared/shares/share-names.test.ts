import { expect, it } from 'vitest';
import { contact, inPages } from '../../tests/support/people.ts';
import { always, firstPage, makeShareBench, selecting } from '../../tests/support/share-fixtures.ts';
import { sourceId } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';

it('[H5] a share’s style shows in its preview and goes with its snapshot, whose cards and former version stay', async () => {
  const bench = makeShareBench();
  await bench.have();
  const { ctx, contacts, partner, shared } = bench;
  const anna = { givenName: 'Anna', surname: 'Berger', displayName: 'BERGER Anna', companyName: 'Müller AG' };
  const read = () => ({ fullReadAt: '2026-03-01T08:00:00.000Z' });
  await contacts.replaceAll(ctx, sourceId, inPages([contact('e1', anna)]), read, { keepPhotos: true });
  const { id, capability } = await bench.share({ sources: [{ sourceId }], selection: selecting() });
  const grant = succeeded(await shared.redeem(partner, capability));
  const taken = async () => {
    const { version } = succeeded(await shared.takeSnapshot(partner, grant));
    return succeeded(await shared.load(partner, grant, version));
  };
  const name = async () =>
    succeeded(await bench.previewShare(ctx, id, firstPage)).contacts[0]?.card.displayName;

  const plain = await taken();
  expect(plain).not.toHaveProperty('nameStyle');
  const style = { order: 'given-first', company: 'appended' } as const;
  succeeded(await bench.changeShare(ctx, id, always, { nameStyle: style }));
  expect(await name()).toBe('Anna Berger · Müller AG');
  const styled = await taken();
  expect(styled).toMatchObject({ nameStyle: { ...style, fileAs: 'family-given' }, contacts: plain.contacts });
  expect(styled.version).not.toBe(plain.version);

  const asItComes = { order: null, company: null, fileAs: 'family-given' } as const;
  succeeded(await bench.changeShare(ctx, id, always, { nameStyle: asItComes }));
  expect(await name()).toBe('BERGER Anna');
  expect((await taken()).version).toBe(plain.version);
  succeeded(await bench.changeShare(ctx, id, always, { nameStyle: style, fields: { company: false } }));
  expect(await name()).toBe('Anna Berger');
});
