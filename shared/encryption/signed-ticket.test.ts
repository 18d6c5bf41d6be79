import { expect, it } from 'vitest';
import * as z from 'zod';
import { makeTestClock } from '../../tests/support/mailbox-run.ts';
import { makeSignedTickets } from './signed-ticket.ts';

const payload = z.strictObject({ e: z.number(), id: z.string() });
const key = Buffer.alloc(32, 7);

const open = (purpose = 'consent', secret: Uint8Array = key) => {
  const clock = makeTestClock(1000);
  return { clock, tickets: makeSignedTickets({ purpose, payload, key: async () => secret, clock }) };
};

const invalid = { ok: false, error: { type: 'ticket-invalid' } };

it('[T2] a ticket says what was signed, until the moment it ends', async () => {
  const { clock, tickets } = open();
  const text = await tickets.sign({ e: 2000, id: 'a' });
  expect(text).toMatch(/^[\w-]+\.[\w-]{43}$/);
  clock.advance(999);
  expect(await tickets.open(text)).toEqual({ ok: true, value: { e: 2000, id: 'a' } });
  clock.advance(1);
  expect(await tickets.open(text)).toEqual({ ok: false, error: { type: 'ticket-expired' } });
});

it('[T2] a ticket of another purpose or key, a changed and a torn one are none', async () => {
  const { tickets } = open();
  const text = await tickets.sign({ e: 2000, id: 'a' });
  const [body = '', signature = ''] = text.split('.');
  const forged = Buffer.from(JSON.stringify({ e: 9000, id: 'a' })).toString('base64url');
  expect(await open('sign-in').tickets.open(text)).toEqual(invalid);
  expect(await open('consent', Buffer.alloc(32, 8)).tickets.open(text)).toEqual(invalid);
  for (const bad of [
    `${forged}.${signature}`,
    body,
    `${body}.`,
    `${body}.${signature.slice(0, -4)}`,
    '',
    '.',
  ])
    expect(await tickets.open(bad)).toEqual(invalid);
});
