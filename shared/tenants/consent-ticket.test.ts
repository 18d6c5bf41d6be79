import { expect, it } from 'vitest';
import { tenantId } from '../kernel/ids.ts';
import { makeConsentTickets } from './consent-ticket.ts';

const ticket = {
  tenantId: tenantId('3b7c1e2a-0000-4000-8000-00000000000a'),
  region: 'northeurope' as const,
  timeZone: 'Europe/Dublin',
  expiresAt: 2000,
};
const key = async () => Buffer.alloc(32, 1);
const at = (now: number, of = key) => makeConsentTickets({ key: of, clock: { now: () => now } });

it('[T2] a ticket opens until it expires', async () => {
  const text = await at(1000).sign(ticket);
  expect(await at(1999).open(text)).toEqual({ ok: true, value: ticket });
  expect(await at(2000).open(text)).toEqual({ ok: false, error: { type: 'ticket-expired' } });
});

it('[T2] a ticket that was changed, made with another key or is none does not open', async () => {
  const text = await at(1000).sign(ticket);
  const [payload = '', signature = ''] = text.split('.');
  const other = Buffer.from(
    Buffer.from(payload, 'base64url').toString().replace('3b7c1e2a', '3b7c1e2b'),
  ).toString('base64url');
  const invalid = { ok: false, error: { type: 'ticket-invalid' } };
  expect(await at(1000).open(`${other}.${signature}`)).toEqual(invalid);
  expect(await at(1000).open(payload)).toEqual(invalid);
  expect(await at(1000).open('')).toEqual(invalid);
  expect(await at(1000, async () => Buffer.alloc(32, 2)).open(text)).toEqual(invalid);
});
