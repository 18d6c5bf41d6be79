import * as z from 'zod';
import type { Log } from '../../shared/kernel/log.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

/** Sends what a command committed and could not send: it asked for this beforehand. Being there, it tidies up. */
export const registerOutboxRelay = (
  app: QueueRegistry,
  deps: {
    readonly relayOutbox: (ctx: TenantContext) => Promise<number>;
    readonly forgetAnswers: (ctx: TenantContext) => Promise<number>;
    readonly log: Log;
  },
): void =>
  onQueue(app, 'outbox-relay', z.object({}), deps.log, async (ctx) => {
    await deps.relayOutbox(ctx);
    await deps.forgetAnswers(ctx);
  });
