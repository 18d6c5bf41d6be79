import { describe, expect, it } from 'vitest';
import { makeCrashPoints } from '../../tests/support/crash-points.ts';
import { makeSeatBench, type SeatBench, seatUser } from '../../tests/support/seat-bench.ts';

const commands = {
  'a first enrolment': (bench: SeatBench, text: string) => bench.enrol(3, 'phone-of-3', text),
  'an enrolment that replaces a device': (bench: SeatBench, text: string) =>
    bench.enrol(1, 'new-phone-of-1', text),
  'a release': (bench: SeatBench) => bench.releaseSeat(bench.ctx, seatUser(1)),
  'a reassignment': (bench: SeatBench) => bench.reassignSeat(bench.ctx, seatUser(1), seatUser(4)),
  'a note of a shortage': (bench: SeatBench) => bench.noteSeatShortage(bench.ctx),
};

const sync = ['inserted', 'replaced', 'deleted'] as const;

const open = async (crash: ReturnType<typeof makeCrashPoints>, quantity: number) => {
  const bench = makeSeatBench({
    around: (stores) => ({
      ...stores,
      seatRegisters: crash.wrap(stores.seatRegisters, sync),
      seats: crash.wrap(stores.seats, sync),
      enrolmentTokens: crash.wrap(stores.enrolmentTokens, sync),
      billingAccounts: crash.wrap(stores.billingAccounts, sync),
      commit: crash.wrap(stores.commit),
    }),
  });
  const id = await bench.have(3, { notificationAddress: 'it@a.example' });
  const { text, token } = await bench.token({ deviceLimit: 1 });
  await bench.enrol(1, 'phone-of-1', text);
  await bench.enrol(2, 'phone-of-2', text);
  if (quantity < 3) await bench.manage(id, { quantity });
  return { bench, text, token };
};

/** What remains, but for ids and times that are made anew. */
const state = async ({ bench, token }: Awaited<ReturnType<typeof open>>) => ({
  seats: (await bench.seats()).map(({ userId, number, devices }) => ({ userId, number, n: devices.length })),
  register: await bench.register(),
  used: (await bench.kept.enrolmentTokens.get(bench.ctx, token.id))?.value.used,
  mails: await bench.mails(),
});

describe.each(Object.entries(commands))('[L6] after a crash anywhere in %s', (name, command) => {
  it.each(['before', 'after'] as const)(
    '%s a call, the repetition ends as if nothing had been',
    async (when) => {
      const quantity = name.includes('shortage') ? 1 : 3;
      const calm = await open(makeCrashPoints(), quantity);
      await command(calm.bench, calm.text);
      const wanted = await state(calm);
      for (let at = 1; ; at++) {
        const crash = makeCrashPoints();
        const opened = await open(crash, quantity);
        crash.arm(at, when);
        await command(opened.bench, opened.text).then(undefined, () => undefined);
        const died = crash.died();
        crash.revive();
        if (!died) {
          expect(at).toBeGreaterThan(2);
          break;
        }
        await command(opened.bench, opened.text);
        expect(await state(opened), `died ${when} call ${at}`).toEqual(wanted);
      }
    },
  );
});
