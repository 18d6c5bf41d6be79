import { describe, expect, it } from 'vitest';
import { always, daysAfter, makeShareBench, unusable } from '../../tests/support/share-fixtures.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { toIso } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/ids.ts';
import { isCapability, newCapability } from './capability.ts';

const open = async () => {
  const bench = makeShareBench();
  await bench.have();
  return bench;
};

describe('[H2] a partner names what the provider sent him', () => {
  it('and is told whose share it is, with a grant for the import to keep', async () => {
    const { share, shared, partner, ctx } = await open();
    const { id, capability } = await share();
    expect(await shared.redeem(partner, capability)).toEqual({
      ok: true,
      value: {
        providerTenantId: ctx.tenantId,
        shareId: id,
        generation: 1,
        shareName: 'Müller',
        providerName: 'Müller Maschinenbau AG',
      },
    });
  });

  it('and is told that there is none where it is unknown, mistyped, or the id by which the provider manages it', async () => {
    const { share, shared, partner } = await open();
    const { id, capability } = await share();
    const swapped = capability.endsWith('A') ? 'B' : 'A';
    const mistyped = [
      newCapability(systemRandom),
      `${capability.slice(0, 10)}${capability[10] === 'x' ? 'y' : 'x'}${capability.slice(11)}`,
      capability.slice(0, -1),
      `${capability}${swapped}`,
      ` ${capability}`,
      capability.toUpperCase(),
      id,
      '',
      'sh_',
    ];
    for (const text of mistyped) expect(await shared.redeem(partner, text)).toEqual(unusable('unknown'));
  });

  it('and is told that it was revoked, for good', async () => {
    const { share, shared, partner, ctx, revokeShare } = await open();
    const { id, capability } = await share();
    succeeded(await revokeShare(ctx, id, always));
    expect(await shared.redeem(partner, capability)).toEqual(unusable('revoked'));
    expect(await shared.redeem(ctx, capability)).toEqual(unusable('revoked'));
  });

  it('and finds nothing once the share is deleted', async () => {
    const { share, shared, partner, ctx, deleteShare } = await open();
    const { id, capability } = await share();
    succeeded(await deleteShare(ctx, id, always));
    expect(await shared.redeem(partner, capability)).toEqual(unusable('unknown'));
  });

  it('until its end date, to the millisecond', async () => {
    const { share, shared, partner, ctx, advance, clock } = await open();
    const { capability } = await share({ expiresAt: daysAfter(toIso(clock.now()), 1) });
    advance(86_400_000 - 1);
    expect(await shared.redeem(partner, capability)).toMatchObject({ ok: true });
    advance(1);
    expect(await shared.redeem(partner, capability)).toEqual(unusable('expired'));
    expect(await shared.redeem(ctx, capability)).toEqual(unusable('expired'));
  });

  it('only if he is among the partners that are listed, in whatever case; the own company always may', async () => {
    const { share, shared, partner, ctx } = await open();
    const { capability } = await share({ allowedTenants: [partner.tenantId.toUpperCase()] });
    expect(await shared.redeem(partner, capability)).toMatchObject({ ok: true });
    expect(await shared.redeem(freshTenant(), capability)).toEqual(unusable('partner-not-allowed'));
    expect(await shared.redeem(ctx, capability)).toMatchObject({ ok: true });
  });

  it('and a list made later ends what he has, as the end of the list lets him in again', async () => {
    const { share, shared, partner, ctx, changeShare } = await open();
    const { id, capability } = await share();
    const grant = succeeded(await shared.redeem(partner, capability));
    succeeded(await changeShare(ctx, id, always, { allowedTenants: [freshTenant().tenantId] }));
    expect(await shared.takeSnapshot(partner, grant)).toEqual(unusable('partner-not-allowed'));
    succeeded(await changeShare(ctx, id, always, { allowedTenants: null }));
    expect(await shared.takeSnapshot(partner, grant)).toMatchObject({ ok: true });
  });
});

it('[H3] a capability is 256 random bits and never twice the same', () => {
  const made = new Set(Array.from({ length: 100 }, () => newCapability(systemRandom)));
  expect(made.size).toBe(100);
  for (const capability of made) {
    expect(isCapability(capability)).toBe(true);
    expect(Buffer.from(capability.slice(3), 'base64url')).toHaveLength(32);
  }
});
