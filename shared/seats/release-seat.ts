import type { RecordAct } from '../audit/act.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import { type Conflict, conflict, type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ChangeSeats, SeatDecision } from './change-seats.ts';
import { without } from './number-ranges.ts';
import type { SeatStore } from './seat.ts';

export interface ReleaseDeps {
  readonly changeSeats: ChangeSeats;
  readonly seats: SeatStore;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
}

/** [L6] A user gives a device of his back; the seat goes with the last one. */
export const makeReleaseDevice =
  ({ changeSeats, seats, recordAct }: ReleaseDeps) =>
  (ctx: TenantContext, userId: string, deviceId: string): Promise<Result<void, NotFound>> =>
    changeSeats(ctx, async (register): Promise<Result<SeatDecision<void>, NotFound>> => {
      const own = await seats.get(ctx, userId);
      const devices = own?.value.devices.filter(({ id }) => id !== deviceId);
      if (own === undefined || devices === undefined || devices.length === own.value.devices.length) {
        return err(notFound);
      }
      const stays = devices.length > 0;
      return ok({
        answer: undefined,
        register: stays ? register : { ...register, taken: [...without(register.taken, own.value.number)] },
        changes: [
          stays
            ? seats.replaced(ctx, own.etag, { ...own.value, devices })
            : seats.deleted(ctx, own.etag, userId),
          recordAct(ctx, { subject: 'seat', subjectId: userId, details: { released: !stays } }),
        ],
      });
    });

/** [L6] The administrator takes a user's seat back, with all of his devices. */
export const makeReleaseSeat =
  ({ changeSeats, seats, recordAct }: ReleaseDeps) =>
  (ctx: TenantContext, userId: string): Promise<Result<void, NotFound>> =>
    changeSeats(ctx, async (register): Promise<Result<SeatDecision<void>, NotFound>> => {
      const own = await seats.get(ctx, userId);
      if (own === undefined) return err(notFound);
      return ok({
        answer: undefined,
        register: { ...register, taken: [...without(register.taken, own.value.number)] },
        changes: [
          seats.deleted(ctx, own.etag, userId),
          recordAct(ctx, { subject: 'seat', subjectId: userId, details: { released: true } }),
        ],
      });
    });

/**
 * [L6] The administrator gives a user's seat to another one, who keeps its place in the order and enrols devices of his own.
 * `conflict` (`has-seat`): the other one has a seat already.
 */
export const makeReassignSeat =
  ({ changeSeats, seats, recordAct, clock }: ReleaseDeps) =>
  (ctx: TenantContext, userId: string, to: string): Promise<Result<void, NotFound | Conflict>> =>
    changeSeats(ctx, async (register): Promise<Result<SeatDecision<void>, NotFound | Conflict>> => {
      const own = await seats.get(ctx, userId);
      if (own === undefined) return err(notFound);
      // To himself too: a release between the two reads would otherwise give him back what was just taken.
      if (userId === to || (await seats.get(ctx, to)) !== undefined) return err(conflict('has-seat'));
      const { number } = own.value;
      return ok({
        answer: undefined,
        register,
        changes: [
          seats.deleted(ctx, own.etag, userId),
          seats.inserted(ctx, { userId: to, number, since: toIso(clock.now()), devices: [] }),
          recordAct(ctx, { subject: 'seat', subjectId: userId, details: { reassigned: true } }),
        ],
      });
    });
