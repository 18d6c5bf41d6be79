import { expect, it } from 'vitest';
import { makeTenantBench, succeeded } from '../../tests/support/tenant-fixtures.ts';

const ticketOf = (url: string) => new URL(url).searchParams.get('ticket') ?? '';

it('[T2] a consent link lasts seven days and names the tenant, nobody else', async () => {
  const bench = makeTenantBench();
  const link = succeeded(await bench.createConsentLink(bench.ctx, { timeZone: 'Europe/Vienna' }));
  expect(link.expiresAt).toBe('2026-03-08T08:00:00.000Z');
  expect(link.consentUrl).toMatch(/^https:\/\/api\.example\/onboarding\/consent\?ticket=[\w.-]+$/);
  expect(succeeded(await bench.tickets.open(ticketOf(link.consentUrl)))).toEqual({
    tenantId: bench.ctx.tenantId,
    region: 'germanywestcentral',
    timeZone: 'Europe/Vienna',
    expiresAt: bench.clock.now() + 7 * 24 * 3600_000,
  });
});

it('[T4] a link names the region that was chosen, of those that have tables', async () => {
  const bench = makeTenantBench();
  expect(await bench.createConsentLink(bench.ctx, { region: 'northeurope' })).toEqual({
    ok: false,
    error: {
      type: 'invalid',
      errors: [{ pointer: '/region', rule: 'one-of', params: { allowed: 'germanywestcentral, westeurope' } }],
    },
  });
  const link = succeeded(await bench.createConsentLink(bench.ctx, { region: 'westeurope' }));
  expect(succeeded(await bench.tickets.open(ticketOf(link.consentUrl))).region).toBe('westeurope');
});

it('[T4] a tenant stays in the region that was settled; a link without a wish names it', async () => {
  const bench = makeTenantBench();
  await bench.tenantRegions.settle(bench.ctx, 'westeurope');
  expect(await bench.createConsentLink(bench.ctx, { region: 'germanywestcentral' })).toEqual({
    ok: false,
    error: {
      type: 'invalid',
      errors: [{ pointer: '/region', rule: 'region-settled', params: { region: 'westeurope' } }],
    },
  });
  const link = succeeded(await bench.createConsentLink(bench.ctx));
  expect(succeeded(await bench.tickets.open(ticketOf(link.consentUrl))).region).toBe('westeurope');
});

it('[T4] a tenant that is older than the directory stays where its record says', async () => {
  const bench = makeTenantBench();
  await bench.have();
  expect(await bench.createConsentLink(bench.ctx, { region: 'westeurope' })).toMatchObject({
    ok: false,
    error: { errors: [{ pointer: '/region', rule: 'region-settled' }] },
  });
  expect(await bench.createConsentLink(bench.ctx, { region: 'germanywestcentral' })).toMatchObject({
    ok: true,
  });
});

it.each(['Europe/Nowhere', 'CET', '+01:00', ''])('refuses the time zone “%s”', async (timeZone) => {
  const bench = makeTenantBench();
  expect(await bench.createConsentLink(bench.ctx, { timeZone })).toEqual({
    ok: false,
    error: { type: 'invalid', errors: [{ pointer: '/timeZone', rule: 'time-zone' }] },
  });
});
