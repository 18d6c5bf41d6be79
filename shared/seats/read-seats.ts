import type { Page, PageRequest } from '../kernel/commit.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { rankOf } from './number-ranges.ts';
import {
  emptyRegister,
  type Seat,
  type SeatRegisterStore,
  type SeatStore,
  seatRegisterId,
  seatsTaken,
} from './seat.ts';
import type { SeatsBought, SeatsHeld } from './seats-held.ts';

export interface ReadSeatsDeps {
  readonly seats: SeatStore;
  readonly seatRegisters: SeatRegisterStore;
  readonly seatsHeld: SeatsHeld;
}

/** A seat, and whether it is among those that are paid for. */
export interface SeatOverview {
  readonly seat: Seat;
  readonly covered: boolean;
}

const quantityOf = (bought: SeatsBought): number => (bought.state === 'running' ? bought.quantity : 0);

const readCover = async ({ seatRegisters, seatsHeld }: ReadSeatsDeps, ctx: TenantContext) => {
  const register = (await seatRegisters.get(ctx, seatRegisterId))?.value ?? emptyRegister;
  const bought = await seatsHeld(ctx);
  const held = quantityOf(bought);
  const isCovered = ({ number }: Seat): boolean => (rankOf(register.taken, number) ?? held) < held;
  return { register, bought, held, isCovered };
};

/** [L6] In the order of user ids. */
export const makeListSeats =
  (deps: ReadSeatsDeps) =>
  async (ctx: TenantContext, request: PageRequest): Promise<Page<SeatOverview>> => {
    const { isCovered } = await readCover(deps, ctx);
    const { items, ...rest } = await deps.seats.list(ctx, request);
    return { ...rest, items: items.map(({ value }) => ({ seat: value, covered: isCovered(value) })) };
  };

export interface SeatFigures {
  readonly held: number;
  readonly taken: number;
  readonly free: number;
  /** Users that are without a seat that is paid for. */
  readonly missing: number;
  /** RFC 3339; the end of the term, absent where no subscription runs. */
  readonly until?: string;
}

export const makeReadSeatFigures =
  (deps: ReadSeatsDeps) =>
  async (ctx: TenantContext): Promise<SeatFigures> => {
    const { register, bought, held } = await readCover(deps, ctx);
    const taken = seatsTaken(register);
    return {
      held,
      taken,
      free: Math.max(0, held - taken),
      missing: Math.max(0, taken - held),
      ...(bought.state === 'running' && { until: bought.until }),
    };
  };

/** A user's own seat; undefined where he has none. */
export const makeReadOwnSeat =
  (deps: ReadSeatsDeps) =>
  async (ctx: TenantContext, userId: string): Promise<SeatOverview | undefined> => {
    const seat = (await deps.seats.get(ctx, userId))?.value;
    if (seat === undefined) return undefined;
    const { isCovered } = await readCover(deps, ctx);
    return { seat, covered: isCovered(seat) };
  };
