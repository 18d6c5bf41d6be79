import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeInterleaving } from '../../tests/support/interleaving.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { makeTestCipher } from '../../tests/support/test-cipher.ts';
import { toIso } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import type { Envelope } from '../kernel/message-bus.ts';
import { makeErasePerson } from './erase-person.ts';
import {
  marksUse,
  type PersonErasure,
  personErasureBody,
  personErasureMessage,
  personErasureSchema,
} from './person-erasure.ts';

const begin = 1_800_000_000_000;
const none = async function* () {};

/** An erasure with nobody in any source: only its steps, its messages and who works on them. */
const open = async (schedule: fc.Scheduler) => {
  const around = makeInterleaving(schedule);
  let time = begin;
  const clock = { now: () => time };
  const memory = makeMemoryStores({ clock });
  const ctx = freshTenant();
  const hashes = makeTestCipher();
  const { keyNumber } = await hashes.keyedHash(ctx, marksUse);
  const erasures = memory.store({
    kind: 'person-erasure',
    schema: personErasureSchema,
    idOf: ({ id }) => id,
  });
  const erasure: PersonErasure = {
    id: '5f0c0000-0000-4000-8000-000000000001',
    state: 'erasing',
    people: 1,
    requestedAt: toIso(begin),
    keyNumber,
    marks: [],
    pass: 1,
    stage: 'sources',
    notBefore: toIso(begin),
    step: 0,
    unnamed: [],
    counts: { entries: 0, contacts: 0, snapshots: 0, mails: 0, answers: 0 },
  };
  await memory.commit(ctx, [erasures.inserted(ctx, erasure)], [personErasureMessage(ctx, erasure)]);
  /** A worker that lives for so many commits, and then is heard of no more. */
  const worker = (commits: number) => {
    let left = commits;
    const living = around(memory.commit);
    const commit: typeof memory.commit = (...what) => (left-- > 0 ? living(...what) : new Promise(() => {}));
    return makeErasePerson({
      personErasures: around(erasures),
      hashes,
      sources: { all: none },
      shares: { all: none },
      notifications: { all: none },
      forgetAnswers: async () => 0,
      answerMemoryMs: 1000,
      followers: () => [],
      commit,
      clock,
      log: silentLog,
    } as unknown as Parameters<typeof makeErasePerson>[0]);
  };
  const handled = new Set<Envelope>();
  const waiting = () => memory.sent.filter((message) => !handled.has(message));
  return {
    worker: (commits = Number.POSITIVE_INFINITY) => {
      const erasePerson = worker(commits);
      return (message: Envelope | undefined) =>
        message && erasePerson(ctx, personErasureBody.parse(message.body));
    },
    waiting,
    /** The delivery that ends takes the message away, whoever else has it. */
    ended: (message: Envelope | undefined) => message && handled.add(message),
    to: (at: number) => {
      time = Math.max(time, at);
    },
    state: async () => (await erasures.get(ctx, erasure.id))?.value.state,
  };
};

it('[T5] an erasure whose message was delivered twice goes on, though the one worker dies and the other was slower', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.nat(6), async (schedule, lives) => {
      const { worker, waiting, ended, to, state } = await open(schedule);
      const [first] = waiting();
      Promise.resolve(worker(lives)(first)).catch(() => undefined);
      await schedule.waitFor(Promise.resolve(worker()(first)));
      ended(first);
      for (let message = waiting()[0]; message !== undefined; [message] = waiting()) {
        to(message.notBefore ?? 0);
        await schedule.waitFor(Promise.resolve(worker()(message)));
        ended(message);
      }
      expect(await state()).toBe('done');
    }),
    { numRuns: 100 },
  );
});
