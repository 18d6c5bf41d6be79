import * as z from 'zod';
import type { Log } from '../../shared/kernel/log.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

const body = z.object({ until: z.number() });

/** Sends what a command committed and could not send: it asked for this beforehand. Being there, it tidies up. */
export const registerOutboxRelay = (
  app: QueueRegistry,
  deps: {
    readonly relayOutbox: (ctx: TenantContext, asked: z.output<typeof body>) => Promise<number>;
    readonly forgetAnswers: (ctx: TenantContext) => Promise<number>;
    readonly log: Log;
  },
): void =>
  onQueue(app, 'outbox-relay', body, deps.log, async (ctx, asked) => {
    await deps.relayOutbox(ctx, asked);
    await deps.forgetAnswers(ctx);
  });
