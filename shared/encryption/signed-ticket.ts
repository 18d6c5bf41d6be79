import { createHmac, timingSafeEqual } from 'node:crypto';
import type * as z from 'zod';
import type { Clock } from '../kernel/clock.ts';
import { err, ok, type Result } from '../kernel/result.ts';

export type TicketRefused = { readonly type: 'ticket-invalid' | 'ticket-expired' };

/** What a link carries: signed, not secret, and nothing of a person. `e` ends it, epoch ms. */
export interface SignedTickets<Payload extends { readonly e: number }> {
  sign(payload: Payload): Promise<string>;
  open(text: string): Promise<Result<Payload, TicketRefused>>;
}

/** `key`: at least 32 bytes, the same in every instance and region. `purpose` keeps tickets of several kinds apart. */
export const makeSignedTickets = <Payload extends { readonly e: number }>(deps: {
  readonly purpose: string;
  readonly payload: z.ZodType<Payload>;
  readonly key: () => Promise<Uint8Array>;
  readonly clock: Clock;
}): SignedTickets<Payload> => {
  const mac = async (payload: string) =>
    createHmac('sha256', await deps.key())
      .update(`${deps.purpose}\n${payload}`)
      .digest();

  return {
    sign: async (ticket) => {
      const payload = Buffer.from(JSON.stringify(ticket)).toString('base64url');
      return `${payload}.${(await mac(payload)).toString('base64url')}`;
    },
    open: async (text) => {
      const [payload = '', signature = ''] = text.split('.');
      const expected = await mac(payload);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return err({ type: 'ticket-invalid' });
      }
      const ticket = deps.payload.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
      return ticket.e <= deps.clock.now() ? err({ type: 'ticket-expired' }) : ok(ticket);
    },
  };
};
