import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../kernel/clock.ts';
import { type TenantId, tenantId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { type Region, regions } from './tenant.ts';

/** What a consent link carries [T2]: signed, not secret, and nothing of a person. */
export interface ConsentTicket {
  readonly tenantId: TenantId;
  readonly region: Region;
  readonly timeZone?: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface ConsentTickets {
  sign(ticket: ConsentTicket): Promise<string>;
  open(text: string): Promise<Result<ConsentTicket, { readonly type: 'ticket-invalid' | 'ticket-expired' }>>;
}

const payloadSchema = z.strictObject({
  t: z.guid(),
  r: z.enum(regions),
  z: z.string().optional(),
  e: z.number(),
});

/** `key`: at least 32 bytes, the same in every instance and region. */
export const makeConsentTickets = (deps: {
  readonly key: () => Promise<Uint8Array>;
  readonly clock: Clock;
}): ConsentTickets => {
  const mac = async (payload: string) =>
    createHmac('sha256', await deps.key())
      .update(`consent-ticket/1\n${payload}`)
      .digest();

  return {
    sign: async ({ tenantId: t, region: r, timeZone: z, expiresAt: e }) => {
      const payload = Buffer.from(JSON.stringify({ t, r, z, e })).toString('base64url');
      return `${payload}.${(await mac(payload)).toString('base64url')}`;
    },
    open: async (text) => {
      const [payload = '', signature = ''] = text.split('.');
      const expected = await mac(payload);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return err({ type: 'ticket-invalid' });
      }
      const { t, r, z, e } = payloadSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
      if (e <= deps.clock.now()) return err({ type: 'ticket-expired' });
      return ok({
        tenantId: tenantId(t),
        region: r,
        expiresAt: e,
        ...(z === undefined ? {} : { timeZone: z }),
      });
    },
  };
};
