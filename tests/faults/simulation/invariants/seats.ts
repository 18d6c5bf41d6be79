import { type BillingAccount, runningOf } from '../../../../shared/billing/billing-account.ts';
import type { Seat, SeatRegister } from '../../../../shared/seats/seat.ts';
import { seatsTaken } from '../../../../shared/seats/seat.ts';
import { readableRow } from '../../../support/memory-tables/rows.ts';
import { tenantIdOf, userIdOf } from '../history/companies.ts';
import type { Invariant } from './invariant.ts';

interface Office {
  held: number;
  /** What was held before, and until when. */
  readonly formerly: { readonly held: number; readonly until: number }[];
  readonly numbers: Map<string, number>;
}

/** Whoever was asked for a seat before fewer were held may answer this much later: as though he had been the first. */
const lateMs = 10 * 60_000;

/** `taken` has the first and the last number of each range. */
const isIn = ({ taken }: SeatRegister, number: number): boolean =>
  taken.some((from, n) => n % 2 === 0 && from <= number && number <= (taken[n + 1] ?? 0));

/** (D) [L6] At every commit that ever took place: the register is what the seats are, and nobody takes one that is not bought. */
export const seatsSuffice: Invariant = {
  name: 'D: nobody takes a seat that is not bought',
  check: ({ world, truth, history }) => {
    const found = new Set<string>();
    const offices = new Map<string, Office>();
    const state = world.journal.filter(({ table }) => table === 'state');
    for (const rows of Map.groupBy(state, ({ transaction }) => transaction).values()) {
      const [{ partition, at: now } = { partition: '', at: 0 }] = rows;
      const office = offices.get(partition) ?? { held: 0, formerly: [], numbers: new Map<string, number>() };
      offices.set(partition, office);
      const before = new Set(office.numbers.values());
      for (const { key, after } of rows) {
        const [kind, id = ''] = key.split('|');
        if (kind === 'billing-account') {
          const account = readableRow<BillingAccount>(after);
          office.formerly.push({ held: office.held, until: now });
          office.held = (account && runningOf(account, 'app')?.quantity) ?? 0;
        }
        if (kind !== 'seat') continue;
        const seat = readableRow<Seat>(after);
        if (seat === undefined) office.numbers.delete(id);
        else office.numbers.set(id, seat.number);
      }
      const numbers = new Set(office.numbers.values());
      // A seat that changes hands keeps its number.
      const taken = [...numbers].filter((number) => !before.has(number)).length;
      // Less is held from a term's end on, whether or not the account tells so yet.
      const lately = office.formerly.filter(({ until }) => now - until < lateMs).map(({ held }) => held);
      const held = Math.max(office.held, ...lately);
      if (taken > 0 && office.numbers.size > held)
        found.add(`${partition}: ${office.numbers.size} seats are taken of ${held}`);
      const register = readableRow<SeatRegister>(
        rows.find(({ key }) => key.startsWith('seat-register|'))?.after,
      );
      if (register === undefined) continue;
      const isOne = numbers.size === office.numbers.size && seatsTaken(register) === numbers.size;
      if (!isOne || [...numbers].some((number) => !isIn(register, number)))
        found.add(
          `${partition}: the register has ${register.taken.join()}, and there are ${[...office.numbers.values()].join()}`,
        );
    }
    for (let company = 0; company < history.companies; company++) {
      if (truth.left.has(company)) continue;
      for (let user = 0; user < history.people; user++) {
        const isSeated = offices.get(tenantIdOf(company))?.numbers.has(userIdOf(company, user)) === true;
        const person = `${company}/${user}`;
        if (isSeated !== truth.seats.has(person) && !(isSeated && truth.seatsInDoubt.has(person)))
          found.add(`user ${company}/${user} was told otherwise of his seat`);
      }
    }
    return [...found];
  },
};
