import { expect, it } from 'vitest';
import { makeTenantBench, succeeded } from '../../tests/support/tenant-fixtures.ts';
import { makeCreateConsentLink } from './consent-link.ts';

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

it('[T4] a link for another region leads to that region, where there is one', async () => {
  const bench = makeTenantBench();
  expect(await bench.createConsentLink(bench.ctx, { region: 'westeurope' })).toEqual({
    ok: false,
    error: {
      type: 'invalid',
      errors: [{ pointer: '/region', rule: 'one-of', params: { allowed: 'germanywestcentral' } }],
    },
  });
  const addresses = { ...bench.addresses, westeurope: 'https://weu.example' };
  const create = makeCreateConsentLink({ ...bench, addresses });
  const link = succeeded(await create(bench.ctx, { region: 'westeurope' }));
  expect(link.consentUrl).toMatch(/^https:\/\/weu\.example\//);
});

it('[T4] a tenant that is set up stays in its region', async () => {
  const bench = makeTenantBench();
  await bench.have();
  const addresses = { ...bench.addresses, westeurope: 'https://weu.example' };
  const create = makeCreateConsentLink({ ...bench, addresses });
  expect(await create(bench.ctx, { region: 'westeurope' })).toMatchObject({
    ok: false,
    error: { errors: [{ pointer: '/region', params: { allowed: 'germanywestcentral' } }] },
  });
});

it.each(['Europe/Nowhere', 'CET', '+01:00', ''])('refuses the time zone “%s”', async (timeZone) => {
  const bench = makeTenantBench();
  expect(await bench.createConsentLink(bench.ctx, { timeZone })).toEqual({
    ok: false,
    error: { type: 'invalid', errors: [{ pointer: '/timeZone', rule: 'time-zone' }] },
  });
});
