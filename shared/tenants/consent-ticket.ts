import * as z from 'zod';
import { makeSignedTickets, type TicketRefused } from '../encryption/signed-ticket.ts';
import type { Clock } from '../kernel/clock.ts';
import { type TenantId, tenantId } from '../kernel/ids.ts';
import { ok, type Result } from '../kernel/result.ts';
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
  open(text: string): Promise<Result<ConsentTicket, TicketRefused>>;
}

const payload = z.strictObject({
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
  const tickets = makeSignedTickets({ ...deps, purpose: 'consent-ticket/1', payload });
  return {
    sign: ({ tenantId: t, region: r, timeZone: z, expiresAt: e }) => tickets.sign({ t, r, z, e }),
    open: async (text) => {
      const opened = await tickets.open(text);
      if (!opened.ok) return opened;
      const { t, r, z, e } = opened.value;
      return ok({
        tenantId: tenantId(t),
        region: r,
        expiresAt: e,
        ...(z === undefined ? {} : { timeZone: z }),
      });
    },
  };
};
