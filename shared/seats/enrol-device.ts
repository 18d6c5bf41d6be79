import type { RecordAct } from '../audit/act.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { Invalid, SeatsShort, SubscriptionRequired } from '../kernel/failures.ts';
import { derivedId } from '../kernel/ids.ts';
import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ChangeSeats, SeatDecision } from './change-seats.ts';
import type { EnrolmentTokenStore } from './enrolment-token.ts';
import type { OpenToken } from './manage-tokens.ts';
import { withNext } from './number-ranges.ts';
import { type Device, type Seat, type SeatRegister, type SeatStore, seatsTaken } from './seat.ts';
import type { SeatsHeld } from './seats-held.ts';

export interface EnrolDeps {
  readonly changeSeats: ChangeSeats;
  readonly seats: SeatStore;
  readonly enrolmentTokens: EnrolmentTokenStore;
  readonly openToken: OpenToken;
  readonly seatsHeld: SeatsHeld;
  readonly keyedHashes: KeyedHashes;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
}

export interface WantedEnrolment {
  readonly token: string;
  /** As the device or its management names it; kept as a hash. */
  readonly deviceId: string;
  readonly platform: Device['platform'];
}

type Refusal = Invalid | SeatsShort | SubscriptionRequired;

/**
 * [L6] A user's device takes part with a seat of the company: his own, or the next free one. A device that is enrolled
 * already stays as it is, whatever has become of the token: the app may ask at every start. Beyond the token's limit of
 * devices the one that was enrolled first is released.
 */
export const makeEnrolDevice =
  (deps: EnrolDeps) =>
  (ctx: TenantContext, userId: string, wanted: WantedEnrolment): Promise<Result<Device, Refusal>> =>
    deps.changeSeats(ctx, async (register): Promise<Result<SeatDecision<Device>, Refusal>> => {
      const own = await deps.seats.get(ctx, userId);
      const devices = own?.value.devices ?? [];
      const known = await knownDevice(deps.keyedHashes, ctx, devices, wanted.deviceId);
      if (known !== undefined) return ok({ answer: known });
      const opened = await deps.openToken(ctx, wanted.token);
      if (!opened.ok) return opened;
      const free = await seatFor(deps, ctx, register, own?.value);
      if (!free.ok) return free;

      const { value: token, etag } = opened.value;
      const since = toIso(deps.clock.now());
      const hashed = await deviceHash(deps.keyedHashes, ctx, wanted.deviceId);
      const id = derivedId('enrolment', userId, hashed.hash, since);
      const device: Device = { ...hashed, id, platform: wanted.platform, since };
      const { seat, register: after } = free.value(since);
      const value: Seat = { ...seat, userId, devices: [...devices, device].slice(-token.deviceLimit) };
      return ok({
        answer: device,
        register: after,
        changes: [
          own === undefined ? deps.seats.inserted(ctx, value) : deps.seats.replaced(ctx, own.etag, value),
          deps.enrolmentTokens.replaced(ctx, etag, { ...token, used: token.used + 1 }),
          deps.recordAct(ctx, { subject: 'seat', subjectId: userId, details: { enrolled: wanted.platform } }),
        ],
      });
    });

type Free = (since: string) => {
  readonly seat: Pick<Seat, 'number' | 'since'>;
  readonly register: SeatRegister;
};

const seatFor = async (
  deps: EnrolDeps,
  ctx: TenantContext,
  register: SeatRegister,
  own: Seat | undefined,
): Promise<Result<Free, SeatsShort | SubscriptionRequired>> => {
  const bought = await deps.seatsHeld(ctx);
  if (bought.state !== 'running') return err({ type: 'subscription-required', reason: bought.state });
  if (own !== undefined) {
    const { number, since } = own;
    return ok(() => ({ seat: { number, since }, register }));
  }
  const needed = seatsTaken(register) + 1;
  const held = bought.quantity;
  if (needed > held) return err({ type: 'seats-short', needed, held, missing: needed - held });
  const number = register.next;
  return ok((since) => ({
    seat: { number, since },
    register: { ...register, next: number + 1, taken: [...withNext(register.taken, number)] },
  }));
};

const deviceHash = async (hashes: KeyedHashes, ctx: TenantContext, deviceId: string, keyNumber?: number) => {
  const keyed = await hashes.keyedHash(ctx, 'enrolled-device', keyNumber);
  return { hash: keyed.hash(deviceId), keyNumber: keyed.keyNumber };
};

/** Hashed with the key of each device's own time. */
const knownDevice = async (
  hashes: KeyedHashes,
  ctx: TenantContext,
  devices: readonly Device[],
  deviceId: string,
): Promise<Device | undefined> => {
  for (const device of devices) {
    const { hash } = await deviceHash(hashes, ctx, deviceId, device.keyNumber);
    if (hash === device.hash) return device;
  }
  return undefined;
};
