import type { Block, Run } from '../../../../shared/imports/run.ts';
import { fromIso } from '../../../../shared/kernel/clock.ts';
import type { LicenceAccount } from '../../../../shared/licences/licence-account.ts';
import { type SeatList, unpackMailboxes } from '../../../../shared/licences/seat-list.ts';
import { readableRow } from '../../../support/memory-tables/rows.ts';
import type { Committed } from '../world/world.ts';
import type { Invariant } from './invariant.ts';

/** A tenant's licences as its rows have them after one commit. */
interface Book {
  account: LicenceAccount | undefined;
  readonly seats: Map<string, readonly string[]>;
  readonly waiting: Map<string, readonly string[]>;
  /** When they last changed. */
  at: number;
}

const distinct = (lists: Iterable<readonly string[]>): number => new Set([...lists].flat()).size;

const enter = (book: Book, { key, after, at }: Committed): void => {
  const [kind, id = ''] = key.split('|');
  book.at = at;
  if (kind === 'licence-account') {
    book.account = readableRow<LicenceAccount>(after);
    return;
  }
  const list = readableRow<SeatList>(after);
  if (list === undefined) {
    book.seats.delete(id);
    book.waiting.delete(id);
    return;
  }
  book.seats.set(id, unpackMailboxes(list.seats));
  book.waiting.set(id, unpackMailboxes(list.waiting));
};

/**
 * Which imports are covered beyond the trial never takes more than is held, whatever the clock says: so it holds at the
 * moment at which the trial ends as well.
 */
const wrongIn = ({ account, seats, waiting }: Book): readonly string[] => {
  if (account === undefined) return seats.size === 0 ? [] : ['seats without an account'];
  const { held, needed, seated, fitting, imports } = account;
  const covered = imports.filter(({ fits }) => fits).map(({ importId }) => seats.get(importId) ?? []);
  const used = distinct(covered);
  const figures = [needed, seated, fitting].join();
  const counted = [distinct([...seats.values(), ...waiting.values()]), distinct(seats.values()), used].join();
  return [
    ...(used > held ? [`${used} mailboxes are covered by ${held} licences`] : []),
    ...(figures === counted ? [] : [`needed, seated, fitting are said to be ${figures} and are ${counted}`]),
    ...(seats.size === imports.length ? [] : ['imports and seat lists do not match']),
  ];
};

/** How long the start of a run that has claimed its seats may take, with all that can hold it up. */
const startMs = 30 * 60_000;

/** [L11] What a run sets out to fill has seats that somebody paid for, unless the licences changed while it set out. */
const unpaidIn = (book: Book | undefined, run: Run, blocks: readonly Block[], at: number): boolean => {
  const { account } = book ?? {};
  if (book === undefined || account === undefined || at - book.at < startMs) return false;
  if (account.trial !== undefined && at < fromIso(account.trial.endsAt) + startMs) return false;
  const entry = account.imports.find(({ importId }) => importId === run.importId);
  const seats = new Set(entry?.fits === true ? book.seats.get(run.importId) : []);
  return blocks.some(
    ({ mode, state, mailboxes }) =>
      mode === 'fill' && state === 'waiting' && mailboxes.some((mailbox) => !seats.has(mailbox)),
  );
};

/** (D) At every commit that ever took place. */
export const licencesSuffice: Invariant = {
  name: 'D: no more mailboxes are covered than licences are held',
  check: ({ world }) => {
    const found = new Set<string>();
    const books = new Map<string, Book>();
    const state = world.journal.filter(({ table }) => table === 'state');
    for (const rows of Map.groupBy(state, ({ transaction }) => transaction).values()) {
      const [{ partition, at } = { partition: '', at: 0 }] = rows;
      const about = rows.filter(({ key }) => /^(licence-account|seat-list)\|/.test(key));
      if (about.length > 0) {
        const book = books.get(partition) ?? { account: undefined, seats: new Map(), waiting: new Map(), at };
        books.set(partition, book);
        for (const row of about) enter(book, row);
        // The erasure takes rows as they lie in the table.
        const isErased = about.every(({ after }) => after === undefined);
        if (!isErased) for (const wrong of wrongIn(book)) found.add(`${partition}: ${wrong}`);
      }
      for (const { key, before, after } of rows) {
        if (!key.startsWith('run|')) continue;
        const run = readableRow<Run>(after);
        if (run?.state !== 'running' || readableRow<Run>(before)?.state !== 'queued') continue;
        const blocks = rows.flatMap(
          (row) => (row.key.startsWith('block|') ? readableRow<Block>(row.after) : undefined) ?? [],
        );
        if (unpaidIn(books.get(partition), run, blocks, at))
          found.add(`run ${run.id} of ${partition} fills mailboxes without a licence`);
      }
    }
    return [...found];
  },
};

/** [L11] Nobody waits while there is a licence for everybody. */
export const nobodyWaitsInVain: Invariant = {
  name: 'D: with licences enough everything is covered',
  check: ({ world }) =>
    world.tables.state.all().flatMap((row) => {
      const account = row.key.startsWith('licence-account|') ? readableRow<LicenceAccount>(row) : undefined;
      if (account === undefined || account.needed > account.held) return [];
      return account.imports
        .filter(({ fits, waiting }) => !fits || waiting > 0)
        .map(
          ({ importId }) =>
            `import ${importId} waits, though ${account.held} are held and ${account.needed} needed`,
        );
    }),
};
