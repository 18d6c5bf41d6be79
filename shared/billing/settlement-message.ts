import * as z from 'zod';
import type { Message } from '../kernel/messages.ts';

export const settlementBody = z.object({ dueAt: z.string() });

/** The same entry is asked for once an hour, however often the timer fires. */
export const settlementMessage = (tenantId: string, dueAt: string): Message => ({
  queue: 'billing-settlements',
  body: { dueAt },
  id: `billing-${tenantId}-${dueAt}`,
});
