import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import { countOf } from './number-ranges.ts';

export const devicePlatforms = ['ios', 'android'] as const;
export const mostDevices = 10;

/** A device that a user enrolled; of its own id only a keyed hash is kept. */
export const deviceSchema = z.strictObject({
  id: z.string(),
  hash: z.string(),
  keyNumber: z.int(),
  platform: z.enum(devicePlatforms),
  since: z.string(),
});
export type Device = z.infer<typeof deviceSchema>;

/** [L6] A seat of the app that a user has: one for all of his devices. */
export const seatSchema = z.strictObject({
  /** Entra's object id, lower case. */
  userId: z.string(),
  /** Place in the order of enrolment; goes with the seat when it is reassigned. */
  number: z.int().min(1),
  since: z.string(),
  /** In order of enrolment; none while the seat is assigned and not yet used. */
  devices: z.array(deviceSchema),
});

export type Seat = z.infer<typeof seatSchema>;
export type SeatStore = EntityStore<Seat>;

const count = z.int().min(0);

/**
 * [L6] Which seats of a company are taken. Whoever takes or gives back a seat replaces this row in the same commit: its ETag
 * puts all changes of a company's seats in order, so that two cannot take the last one.
 */
export const seatRegisterSchema = z.strictObject({
  /** Of the next seat; never given twice. */
  next: z.int().min(1),
  /** Numbers of the seats that are taken, as ranges. */
  taken: z.array(z.int()),
  /** The figures that the administrator was last told. */
  told: z.strictObject({ needed: count, held: count }).optional(),
});

export type SeatRegister = z.infer<typeof seatRegisterSchema>;

/** One per tenant. */
export type SeatRegisterStore = EntityStore<SeatRegister>;
export const seatRegisterId = 'self';

export const emptyRegister: SeatRegister = { next: 1, taken: [] };
export const seatsTaken = ({ taken }: Pick<SeatRegister, 'taken'>): number => countOf(taken);
