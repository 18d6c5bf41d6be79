import * as z from 'zod';
import { toIso } from '../../shared/kernel/clock.ts';
import { type EnrolmentToken, tokenState, tokenStates } from '../../shared/seats/enrolment-token.ts';
import type { SeatOverview } from '../../shared/seats/read-seats.ts';
import { type Device, devicePlatforms, mostDevices } from '../../shared/seats/seat.ts';

const count = z.int().min(0);

export const tokenView = z
  .strictObject({
    id: z.guid(),
    state: z.enum(tokenStates),
    createdAt: z.string(),
    expiresAt: z.string(),
    uses: z.int().optional().meta({ description: 'Devices that may be enrolled; absent: any number.' }),
    used: count.meta({ description: 'Devices that were.' }),
    deviceLimit: z.int().min(1).max(mostDevices).meta({ description: 'Devices that a user may have.' }),
  })
  .meta({ id: 'EnrolmentToken' });

export const toTokenView = (token: EnrolmentToken, now: number): z.input<typeof tokenView> => {
  const { hash: _hash, keyNumber: _key, revokedAt: _revoked, ...shown } = token;
  return { ...shown, state: tokenState(token, toIso(now)) };
};

export const seatView = z
  .strictObject({
    userId: z.guid().meta({ description: 'Entra’s object id.' }),
    since: z.string(),
    devices: count,
    covered: z.boolean().meta({
      description: 'Whether it is paid for: where there are fewer seats than users, the first to enrol are.',
    }),
  })
  .meta({ id: 'Seat' });

export const toSeatView = ({ seat, covered }: SeatOverview): z.input<typeof seatView> => ({
  userId: seat.userId,
  since: seat.since,
  devices: seat.devices.length,
  covered,
});

export const figuresView = z
  .strictObject({
    held: count.meta({ description: 'Bought and running; 0 where no subscription of the app runs.' }),
    taken: count.meta({ description: 'Users that have one.' }),
    free: count,
    missing: count.meta({ description: 'Users whose seat is not paid for: those who enrolled last.' }),
    until: z.string().optional().meta({ description: 'End of the trial or term.' }),
  })
  .meta({ id: 'SeatFigures' });

export const enrolmentView = z
  .strictObject({ id: z.guid(), platform: z.enum(devicePlatforms), since: z.string() })
  .meta({ id: 'Enrolment' });

export const toEnrolmentView = ({ id, platform, since }: Device): z.input<typeof enrolmentView> => ({
  id,
  platform,
  since,
});
