import { describe, expect, it } from 'vitest';
import { filledImport, night, runsOf } from '../../tests/support/import-nights.ts';
import { userId } from '../../tests/support/import-world.ts';

describe('[N1] what an administrator is told of an import', () => {
  it('that has lost its share and is empty is told once, and again after something else', async () => {
    const { world } = await filledImport();
    world.provider.control.failure = { type: 'share-unusable', reason: 'revoked' };
    await night(world);
    for (let nights = 0; nights < 3; nights++) await night(world);
    expect((await runsOf(world)).filter(([, state]) => state === 'failed')).toHaveLength(3);
    expect(world.told.map(({ reason }) => reason)).toEqual(['share-revoked']);
    world.provider.control.failure = { type: 'share-unusable', reason: 'expired' };
    await night(world);
    world.provider.control.failure = undefined;
    await night(world);
    world.provider.control.failure = { type: 'share-unusable', reason: 'expired' };
    await night(world);
    await night(world);
    expect(world.told.map(({ reason }) => reason)).toEqual([
      'share-revoked',
      'share-expired',
      'share-expired',
    ]);
  });

  it('with a mailbox that fails every night is told once, and again when it is two', async () => {
    const { world } = await filledImport();
    const failing = new Set<string>([userId(1)]);
    world.graph.set({
      fault: ({ mailbox }) =>
        failing.has(mailbox) ? { kind: 'no-mailbox', reason: 'access-denied' } : undefined,
    });
    await night(world);
    await night(world);
    expect(world.told.map(({ totals }) => totals.mailboxesFailed)).toEqual([1]);
    failing.add(userId(2));
    await night(world);
    await night(world);
    expect(world.told.map(({ totals }) => totals.mailboxesFailed)).toEqual([1, 2]);
  });
});
