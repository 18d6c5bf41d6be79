import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QueueMessage } from './message.ts';
import { Queue } from './queue.ts';
import { deadLetterRules, type QueueOptions, queueRules } from './queue-options.ts';

const lockMs = 100;

/** A queue with its dead-letter queue, a clock to move and tokens that count up. */
function makeQueue(options: Partial<QueueOptions> = {}) {
  let now = 1_000;
  let tokens = 0;
  const clock = { now: () => now };
  const newToken = () => `token-${++tokens}`;
  const rules = queueRules({ name: 'q', maxDeliveryCount: 3, lockDurationMs: lockMs, ...options });
  const dead = new Queue(deadLetterRules(rules), { clock, newToken });
  const queue = new Queue(rules, { clock, newToken, deadLetters: dead });
  const send = (id: string, extra: { dueIn?: number; session?: string; ttlMs?: number } = {}) =>
    queue.enqueue({
      id,
      sessionId: extra.session ?? null,
      content: new Uint8Array(),
      dueAt: extra.dueIn === undefined ? null : now + extra.dueIn,
      ttlMs: extra.ttlMs ?? null,
    });
  const pass = (ms: number) => {
    now += ms;
  };
  return { queue, dead, send, pass };
}

const ids = (queue: Queue): string[] => queue.peek(0, Infinity, null).map((message) => message.id);
const tokenOf = (message: QueueMessage | undefined): string => message?.lock?.token ?? 'none';

const commands = fc.array(
  fc.oneof(
    fc.constant({ kind: 'send' as const }),
    fc.record({ kind: fc.constant('schedule' as const), dueIn: fc.integer({ min: 1, max: 300 }) }),
    fc.constant({ kind: 'lock' as const }),
    fc.constant({ kind: 'lock' as const }),
    fc.record({
      kind: fc.constantFrom(
        'complete' as const,
        'abandon' as const,
        'defer' as const,
        'dead-letter' as const,
      ),
      which: fc.nat(20),
    }),
    fc.record({ kind: fc.constant('renew' as const), which: fc.nat(20) }),
    fc.record({ kind: fc.constant('receive-deferred' as const), which: fc.nat(20) }),
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 150 }) }),
  ),
  { maxLength: 60, size: 'max' },
);

test('whatever happens: one live lock a message, every delivery counted, every message ends somewhere', () => {
  fc.assert(
    fc.property(commands, (steps) => {
      const { queue, dead, send, pass } = makeQueue();
      const sent: string[] = [];
      const completed: string[] = [];
      const deliveries = new Map<string, number>();
      const held: QueueMessage[] = [];
      const deferred: number[] = [];

      const liveIds = () => held.filter((message) => queue.held(tokenOf(message)).ok).map(({ id }) => id);
      const onDelivery = (message: QueueMessage, lockedBefore: readonly string[]) => {
        expect(lockedBefore).not.toContain(message.id);
        const count = (deliveries.get(message.id) ?? 0) + 1;
        deliveries.set(message.id, count);
        expect(message.deliveryCount).toBe(count);
        // Deferring is no failure: who asks for the message by its number gets it once more.
        if (!deferred.includes(message.sequence)) expect(count).toBeLessThanOrEqual(3);
        held.push(message);
      };

      for (const step of steps) {
        if (step.kind === 'send' || step.kind === 'schedule') {
          const id = `m${sent.length}`;
          sent.push(id);
          send(id, step.kind === 'schedule' ? { dueIn: step.dueIn } : {});
        } else if (step.kind === 'lock') {
          const before = liveIds();
          const message = queue.lockNext(null);
          if (message) onDelivery(message, before);
        } else if (step.kind === 'pass') pass(step.ms);
        else if (step.kind === 'receive-deferred') {
          const sequence = deferred[step.which % deferred.length];
          const before = liveIds();
          const received = queue.receiveDeferred(sequence === undefined ? [] : [sequence], null, 'peek-lock');
          if (received.ok) for (const message of received.value) onDelivery(message, before);
        } else {
          const message = held[step.which % held.length];
          if (message === undefined) continue;
          if (step.kind === 'renew') {
            queue.renew(tokenOf(message));
            continue;
          }
          const kind = step.kind;
          const settled = queue.settle(
            tokenOf(message),
            kind === 'dead-letter' ? { kind, reason: null, description: null } : { kind },
          );
          if (settled.ok && kind === 'complete') completed.push(message.id);
          if (settled.ok && kind === 'defer') deferred.push(message.sequence);
          // A token settles once.
          expect(queue.settle(tokenOf(message), { kind: 'complete' }).ok).toBe(false);
        }
        expect([...completed, ...ids(queue), ...ids(dead)].sort()).toEqual([...sent].sort());
      }

      // Nobody settles any more: everything active ends in the dead-letter queue.
      for (let round = 0; round < 10; round += 1) {
        pass(1_000);
        for (let message = queue.lockNext(null); message; message = queue.lockNext(null)) {
          onDelivery(message, []);
        }
      }
      pass(1_000);
      expect(queue.peek(0, Infinity, null).filter((message) => message.state !== 'deferred')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('what is stored and restored at any moment goes on the same, its locks ended', () => {
  fc.assert(
    fc.property(fc.nat(6), fc.nat(6), (sends, locks) => {
      const { queue, send } = makeQueue();
      for (let index = 0; index < sends; index += 1) send(`m${index}`);
      for (let index = 0; index < locks; index += 1) queue.lockNext(null);
      const { messages, nextSequence } = queue.takeChanges();
      const restored = makeQueue();
      restored.queue.restore({
        messages: [...messages.values()].filter((message) => message !== null),
        sessionStates: [],
        seenIds: [],
        nextSequence,
      });
      expect(ids(restored.queue)).toEqual(ids(queue));
      for (let index = 0; index < sends; index += 1) {
        expect(restored.queue.lockNext(null)).toMatchObject({
          id: `m${index}`,
          deliveryCount: index < locks ? 2 : 1,
        });
      }
    }),
  );
});

test('messages come in the order of their numbers, one that came back before those behind it', () => {
  const { queue, send } = makeQueue();
  for (const id of ['a', 'b', 'c']) send(id);
  const first = queue.lockNext(null);
  expect(queue.lockNext(null)?.id).toBe('b');
  queue.settle(tokenOf(first), { kind: 'abandon' });
  expect([queue.lockNext(null)?.id, queue.lockNext(null)?.id]).toEqual(['a', 'c']);
});

test('the next moment at which something is due is known', () => {
  const { queue, send, pass } = makeQueue();
  expect(queue.nextDue()).toBe(Infinity);
  send('later', { dueIn: 500 });
  send('short', { ttlMs: 300 });
  expect(queue.nextDue()).toBe(1_300);
  const message = queue.lockNext(null);
  expect(queue.nextDue()).toBe(1_100);
  queue.settle(tokenOf(message), { kind: 'complete' });
  expect(queue.nextDue()).toBe(1_500);
  pass(500);
  expect(queue.lockNext(null)?.id).toBe('later');
});

test('a message that expires while it is locked can still be completed, but does not come back', () => {
  const { queue, send, pass } = makeQueue();
  for (const id of ['a', 'b']) send(id, { ttlMs: 50 });
  const [a, b] = [queue.lockNext(null), queue.lockNext(null)];
  pass(60);
  expect(queue.settle(tokenOf(a), { kind: 'complete' }).ok).toBe(true);
  expect(queue.settle(tokenOf(b), { kind: 'abandon' }).ok).toBe(true);
  expect(ids(queue)).toEqual([]);
});

test('no two receivers ever hold the same session', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ by: fc.constantFrom('x', 'y', 'z'), what: fc.nat(3), ms: fc.nat(80) }), {
        maxLength: 40,
      }),
      (steps) => {
        const { queue, send, pass } = makeQueue({ requiresSession: true });
        send('m', { session: 's' });
        for (const { by, what, ms } of steps) {
          if (what === 0) queue.sessions.accept('s', by);
          else if (what === 1) queue.sessions.acceptNext(by);
          else if (what === 2) queue.sessions.release('s', by);
          else pass(ms);
          expect(
            ['x', 'y', 'z'].filter((who) => queue.sessions.isHeldBy('s', who)).length,
          ).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});
