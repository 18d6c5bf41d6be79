import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import type { ImportId, RunId } from '../kernel/ids.ts';

/**
 * A company's runs take turns, so that its many imports leave room for the others' as one of thousands of mailboxes does.
 * One row a tenant: whose runs work, each at a place of its own, and whose wait, the first comer first.
 */
const turn = {
  importId: z.string() as unknown as z.ZodType<ImportId>,
  runId: z.string() as unknown as z.ZodType<RunId>,
};
export const turnsSchema = z.strictObject({
  working: z.array(z.strictObject({ ...turn, place: z.number().int(), since: z.string() })),
  waiting: z.array(z.strictObject({ ...turn, attempt: z.number().int() })),
});

export type Turns = z.infer<typeof turnsSchema>;
export type Waiting = Turns['waiting'][number];
export type TurnsStore = EntityStore<Turns>;
export const turnsEntityId = 'self';

/**
 * How many blocks the run at each place has asked for at a time. An instance works on 4 at once (`maxConcurrentCalls` of
 * host.json): a company has 3 of its own there at most, however many runs it has.
 */
export const blocksAtPlace = [2, 1] as const;

export const noTurns: Turns = { working: [], waiting: [] };

/** Gives free places to those that wait, from now on (RFC 3339); `called`: who got one, and is to be told. */
export const allotted = (
  turns: Turns,
  since: string,
): { readonly turns: Turns; readonly called: readonly Waiting[] } => {
  const free = blocksAtPlace
    .map((_, place) => place)
    .filter((place) => turns.working.every((each) => each.place !== place));
  const called = turns.waiting.slice(0, free.length);
  const now = called.map(({ importId, runId }, n) => ({ importId, runId, place: free[n] ?? 0, since }));
  return {
    turns: { working: [...turns.working, ...now], waiting: turns.waiting.slice(called.length) },
    called,
  };
};

/** At the end of the queue, unless it is in it or has its place. */
export const lined = (turns: Turns, run: Waiting): Turns => {
  const isThere = [...turns.working, ...turns.waiting].some(({ runId }) => runId === run.runId);
  return isThere ? turns : { ...turns, waiting: [...turns.waiting, run] };
};

export const without = ({ working, waiting }: Turns, gone: ReadonlySet<string>): Turns => ({
  working: working.filter(({ runId }) => !gone.has(runId)),
  waiting: waiting.filter(({ runId }) => !gone.has(runId)),
});

/** How many blocks a run may have asked for at a time; undefined: it is not its turn. */
export const windowOf = (turns: Turns, runId: string): number | undefined => {
  const place = turns.working.find((each) => each.runId === runId)?.place;
  return place === undefined ? undefined : (blocksAtPlace[place] ?? 1);
};
