import { intendedWrites } from './intended-writes.ts';
import { emptyResult, type MailboxFailure, type MailboxResult } from './mailbox-result.ts';
import type { MailboxState } from './mailbox-state.ts';
import type { Tally } from './manifest.ts';

/** What this run has done in the mailbox so far, in all its attempts. */
export const tallyOf = (state: MailboxState): Tally => {
  const { run, target, before, recovered, writers, going, intended } = state;
  const writes =
    intended === undefined
      ? writers.map(({ done }) => done)
      : [intendedWrites(intended.steps, target.desired)];
  const created = new Set(writes.flatMap((done) => [...done.created]));
  const adopted = new Set(writes.flatMap((done) => [...done.adopted]));
  const isNew = (tag: string) => created.has(tag) || adopted.has(tag);
  const updated = new Set(writes.flatMap((done) => [...done.updated]).filter((tag) => !isNew(tag)));
  const allAdopted = (before.adopted ?? 0) + recovered.adopted + adopted.size;
  const sum = (of: 'deleted' | 'photos') => writes.reduce((total, done) => total + done[of], 0);
  const staying = writers.at(-1)?.undeleted ?? 0;
  return {
    run,
    created: before.created + recovered.created + created.size,
    updated: before.updated + recovered.updated + updated.size,
    deleted:
      target.mode === 'remove' ? going.size - staying : before.deleted + recovered.deleted + sum('deleted'),
    photos: before.photos + sum('photos'),
    ...(allAdopted === 0 ? {} : { adopted: allAdopted }),
  };
};

/** Of a removal: contacts that are the user's own again. */
const releasedOf = ({ target, givenBack, writers, intended }: MailboxState): number => {
  if (target.mode !== 'remove') return 0;
  const now =
    intended === undefined
      ? writers.reduce((total, { done }) => total + done.released, 0)
      : intendedWrites(intended.steps, target.desired).released;
  return givenBack + now;
};

/** Contacts that Graph does not take as they are now, and those that it would not delete. */
export const refusedOf = ({ head, entries, target, writers }: MailboxState) => {
  if (entries === undefined) return { contacts: head.refused, undeleted: 0 };
  let contacts = 0;
  for (const [tag, { refused }] of entries) {
    if (refused !== '' && refused === target.desired.get(tag)?.hash) contacts++;
  }
  return { contacts, undeleted: writers.at(-1)?.done.undeleted ?? 0 };
};

/** Graph's codes, each once. */
export const refusalsOf = (state: MailboxState): string[] => {
  const codes = new Set(state.writers.flatMap(({ done }) => [...done.refusals]));
  if (refusedOf(state).contacts > 0) for (const code of state.head.refusals) codes.add(code);
  return [...codes].sort();
};

export const resultOf = (
  state: MailboxState,
  how: MailboxResult['state'],
  reason: MailboxFailure | undefined,
): MailboxResult => {
  const { run: _run, ...counts } = tallyOf(state);
  const { contacts, undeleted } = refusedOf(state);
  const refusals = refusalsOf(state);
  const released = releasedOf(state);
  const { uncoloured } = state;
  const others = counts.created + (counts.adopted ?? 0) + counts.updated + contacts;
  return {
    ...emptyResult(state.mailbox),
    ...counts,
    ...(released === 0 ? {} : { released }),
    state: how,
    failed: contacts + undeleted,
    unchanged: how === 'done' ? Math.max(0, state.target.desired.size - others) : 0,
    ...(refusals.length === 0 ? {} : { refusals }),
    ...(uncoloured === undefined ? {} : { uncoloured }),
    ...(reason === undefined ? {} : { reason }),
  };
};
