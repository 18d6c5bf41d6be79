import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import { ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { Sleep } from '../kernel/sleep.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { emptyRegister, type SeatRegister, type SeatRegisterStore, seatRegisterId } from './seat.ts';

export interface ChangeSeatsDeps {
  readonly seatRegisters: SeatRegisterStore;
  readonly commit: Commit;
  readonly sleep: Sleep;
  readonly random: Random;
}

export interface SeatDecision<T> {
  readonly answer: T;
  /** What the register becomes; absent: nothing changes. */
  readonly register?: SeatRegister;
  readonly changes?: readonly Change[];
}

const maxTries = 12;
const pauseMs = 20;

export type ChangeSeats = ReturnType<typeof makeChangeSeats>;

/**
 * The one way in which seats change: the register is read first, and replaced under its ETag with whatever was decided, so
 * that nothing was changed between. Whoever was slower decides again, a bounded number of times, then throws.
 */
export const makeChangeSeats =
  ({ seatRegisters, commit, sleep, random }: ChangeSeatsDeps) =>
  async <T, E>(
    ctx: TenantContext,
    decide: (register: SeatRegister) => Promise<Result<SeatDecision<T>, E>>,
  ): Promise<Result<T, E>> => {
    for (let attempt = 1; attempt <= maxTries; attempt++) {
      const stored: Versioned<SeatRegister> | undefined = await seatRegisters.get(ctx, seatRegisterId);
      const decided = await decide(stored?.value ?? emptyRegister);
      if (!decided.ok) return decided;
      const { answer, register, changes = [] } = decided.value;
      if (register === undefined) return ok(answer);
      const own =
        stored === undefined
          ? seatRegisters.inserted(ctx, register)
          : seatRegisters.replaced(ctx, stored.etag, register);
      if ((await commit(ctx, [own, ...changes])).ok) return ok(answer);
      const [chance = 0] = random.bytes(1);
      await sleep(Math.ceil(pauseMs * attempt * (0.5 + chance / 256)));
    }
    throw new ServiceError('table storage');
  };
