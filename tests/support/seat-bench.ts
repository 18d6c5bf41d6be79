import { makeEntities } from '../../functions/entities.ts';
import { makeChangeBilling } from '../../shared/billing/change-billing.ts';
import { makeManageSubscription } from '../../shared/billing/manage-subscription.ts';
import { makeSubscribe } from '../../shared/billing/subscribe.ts';
import { fromIso } from '../../shared/kernel/clock.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import type { KeyedHashes } from '../../shared/kernel/keyed-hashes.ts';
import { ok, type Result } from '../../shared/kernel/result.ts';
import { makeChangeSeating } from '../../shared/licences/change-seating.ts';
import { makeChangeSeats } from '../../shared/seats/change-seats.ts';
import { makeEnrolDevice } from '../../shared/seats/enrol-device.ts';
import { makeCreateToken, makeOpenToken, makeRevokeToken } from '../../shared/seats/manage-tokens.ts';
import { makeNoteSeatShortage } from '../../shared/seats/note-seat-shortage.ts';
import { makeListSeats, makeReadSeatFigures } from '../../shared/seats/read-seats.ts';
import { makeReassignSeat, makeReleaseDevice, makeReleaseSeat } from '../../shared/seats/release-seat.ts';
import type { Seat } from '../../shared/seats/seat.ts';
import { makeSeatEntitlement } from '../../shared/seats/seat-entitlement.ts';
import { makeSeatsHeld } from '../../shared/seats/seats-held.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { makeTestClock } from './mailbox-run.ts';
import { makeMemoryDueTenants } from './memory-due-tenants.ts';
import { makeMemoryStores } from './memory-stores.ts';
import { freshTenant } from './tables.ts';
import { tenantOf } from './tenant-fixtures.ts';
import { makeTestCipher } from './test-cipher.ts';

const dayMs = 24 * 3_600_000;

/** Users by number. */
export const seatUser = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

const makeStores = (memory: ReturnType<typeof makeMemoryStores>, clock: { now(): number }) => ({
  ...makeEntities({
    keep: ({ kind, schema, idOf }) => memory.store({ kind, schema, idOf }),
    commit: memory.commit,
    clock,
    random: systemRandom,
  }),
});
export type SeatBenchStores = ReturnType<typeof makeStores>;

const must = <T, E>(result: Result<T, E>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

/** A company with a subscription of the app, and everything of shared/seats; `around` may stand between it and the rows. */
export const makeSeatBench = (
  options: {
    readonly around?: (stores: SeatBenchStores) => SeatBenchStores;
    readonly keyedHashes?: KeyedHashes;
  } = {},
) => {
  const ctx = freshTenant();
  const clock = makeTestClock(fromIso('2026-03-01T08:00:00.000Z'));
  const memory = makeMemoryStores({ clock });
  const kept = makeStores(memory, clock);
  const stores = options.around?.(kept) ?? kept;
  const keyedHashes = options.keyedHashes ?? makeTestCipher();
  const sleep = async () => {};
  const common = { clock, sleep, random: systemRandom, keyedHashes, dueBilling: makeMemoryDueTenants() };
  const workOver = (over: SeatBenchStores) => {
    const deps = { ...common, ...over };
    const seatsHeld = makeSeatsHeld(deps);
    const noteSeatShortage = makeNoteSeatShortage({ ...deps, seatsHeld });
    const openToken = makeOpenToken(deps);
    const all = { ...deps, seatsHeld, noteSeatShortage, openToken, changeSeats: makeChangeSeats(deps) };
    return {
      createToken: makeCreateToken(all),
      revokeToken: makeRevokeToken(all),
      openToken,
      enrolDevice: makeEnrolDevice(all),
      releaseDevice: makeReleaseDevice(all),
      releaseSeat: makeReleaseSeat(all),
      reassignSeat: makeReassignSeat(all),
      mayUseApp: makeSeatEntitlement(all),
      noteSeatShortage,
      seatsHeld,
      listSeats: makeListSeats(all),
      figures: makeReadSeatFigures(all),
    };
  };
  const work = workOver(stores);
  const changeSeating = makeChangeSeating({
    ...common,
    accounts: kept.licenceAccounts,
    seatLists: kept.seatLists,
  });
  const changeBilling = makeChangeBilling({ ...common, ...kept, changeSeating });
  const subscribe = makeSubscribe({ changeBilling, random: systemRandom });
  const manage = makeManageSubscription({ changeBilling });
  const watched = workOver(kept);

  const seats = async (): Promise<readonly Seat[]> => {
    const all: Seat[] = [];
    for await (const { value } of kept.seats.all(ctx)) all.push(value);
    return all;
  };
  return {
    ctx,
    clock,
    kept,
    sent: memory.sent,
    ...work,
    have: async (quantity: number, fields: Partial<Tenant> = {}) => {
      must(await kept.commit(ctx, [kept.tenants.inserted(ctx, tenantOf(ctx, fields))]));
      return must(await subscribe(ctx, { plan: 'app-monthly', quantity })).id;
    },
    subscribe,
    manage: (id: string, wish: Parameters<typeof manage>[3]) => manage(ctx, id, () => true, wish),
    settle: () => changeBilling(ctx, ({ settled: { account } }) => ok({ account, answer: undefined })),
    token: async (wanted: Parameters<typeof work.createToken>[1] = {}) =>
      must(await watched.createToken(ctx, wanted)),
    enrol: (user: number, device: string, token: string) =>
      work.enrolDevice(ctx, seatUser(user), { token, deviceId: device, platform: 'ios' }),
    days: (n: number) => clock.advance(n * dayMs),
    /** From the rows alone, past whatever stands around. */
    seats,
    entitled: async () => {
      const users = await seats();
      const answers = await Promise.all(users.map(({ userId }) => watched.mayUseApp(ctx, userId)));
      return users.filter((_, n) => answers[n]?.entitled === true).map(({ userId }) => userId);
    },
    held: async () => {
      const bought = await watched.seatsHeld(ctx);
      return bought.state === 'running' ? bought.quantity : 0;
    },
    register: async () => (await kept.seatRegisters.get(ctx, 'self'))?.value,
    mails: async () => {
      const all: unknown[] = [];
      for await (const { value } of kept.notifications.all(ctx))
        if (value.kind === 'seats-short') all.push(value.params);
      return all;
    },
  };
};
export type SeatBench = ReturnType<typeof makeSeatBench>;
