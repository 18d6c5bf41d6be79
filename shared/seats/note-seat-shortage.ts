import type { Clock } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { type SeatRegisterStore, seatRegisterId, seatsTaken } from './seat.ts';
import type { SeatsHeld } from './seats-held.ts';

export type NoteSeatShortage = (ctx: TenantContext) => Promise<void>;

/**
 * [N1] A mail for the administrator once fewer seats are held than users have; again only when another number is held. Asked
 * when a term has ended, when seats were added and when a user is turned away. A commit that is refused is as good: it is asked again.
 */
export const makeNoteSeatShortage =
  (deps: {
    readonly seatRegisters: SeatRegisterStore;
    readonly seatsHeld: SeatsHeld;
    readonly tenants: TenantStore;
    readonly notifications: NotificationStore;
    readonly commit: Commit;
    readonly clock: Clock;
    readonly random: Random;
  }): NoteSeatShortage =>
  async (ctx) => {
    const stored = await deps.seatRegisters.get(ctx, seatRegisterId);
    if (stored === undefined) return;
    const bought = await deps.seatsHeld(ctx);
    const { told, ...register } = stored.value;
    const needed = seatsTaken(register);
    // Ended altogether: that was wanted, and is no shortage.
    const held = bought.state === 'running' ? bought.quantity : needed;
    const replaced = (value: typeof stored.value) => deps.seatRegisters.replaced(ctx, stored.etag, value);
    if (needed <= held) {
      if (told !== undefined) await deps.commit(ctx, [replaced(register)]);
      return;
    }
    // While seats are short nobody is added: fewer needed is no news.
    if (told?.held === held) return;
    const tenant = (await deps.tenants.get(ctx, tenantEntityId))?.value;
    if (tenant?.notificationAddress === undefined) return;
    const { notificationAddress: recipient, language } = tenant;
    const params = { needed, held, missing: needed - held };
    const mail = notificationQueued(ctx, { kind: 'seats-short', recipient, language, params }, deps);
    await deps.commit(ctx, [replaced({ ...register, told: { needed, held } }), mail.change], [mail.message]);
  };
