import type { MayUseApp } from '../entitlements/app-entitlement.ts';
import type { NoteSeatShortage } from './note-seat-shortage.ts';
import { rankOf } from './number-ranges.ts';
import { emptyRegister, type SeatRegisterStore, type SeatStore, seatRegisterId } from './seat.ts';
import type { SeatsHeld } from './seats-held.ts';

/** [L4][L6] Whom the seats that his company bought entitle: the first in the order of enrolment, as many as there are. */
export const makeSeatEntitlement =
  (deps: {
    readonly seats: SeatStore;
    readonly seatRegisters: SeatRegisterStore;
    readonly seatsHeld: SeatsHeld;
    readonly noteSeatShortage: NoteSeatShortage;
  }): MayUseApp =>
  async (ctx, userId) => {
    const bought = await deps.seatsHeld(ctx);
    if (bought.state !== 'running') return { entitled: false, reason: bought.state };
    const seat = (await deps.seats.get(ctx, userId.toLowerCase()))?.value;
    if (seat === undefined) return { entitled: false, reason: 'no-seat' };
    const { taken } = (await deps.seatRegisters.get(ctx, seatRegisterId))?.value ?? emptyRegister;
    // Not there: released between the two reads.
    const rank = rankOf(taken, seat.number);
    if (rank === undefined) return { entitled: false, reason: 'no-seat' };
    if (rank < bought.quantity) return { entitled: true, until: bought.until };
    await deps.noteSeatShortage(ctx);
    return { entitled: false, reason: 'seats-short' };
  };
