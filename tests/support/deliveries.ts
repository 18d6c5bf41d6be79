import type { Envelope } from '../../shared/kernel/message-bus.ts';
import type { makeTestClock } from './mailbox-run.ts';

const maxDeliveries = 10;

export interface DeliveryDeps {
  readonly sent: readonly Envelope[];
  readonly clock: ReturnType<typeof makeTestClock>;
  readonly handle: (message: Envelope) => Promise<void>;
  /** After a delivery that threw: the next one finds a worker that is alive. */
  readonly revive: () => void;
}

/** Queues that deliver again what threw, in the end to the dead letters. */
export const makeDeliveries = ({ sent, clock, handle, revive }: DeliveryDeps) => {
  const handled = new Set<Envelope>();
  const deliveries = new Map<Envelope, number>();
  const dead: Envelope[] = [];
  let failures = 0;

  const deliver = async (message: Envelope): Promise<void> => {
    const count = (deliveries.get(message) ?? 0) + 1;
    deliveries.set(message, count);
    // Runs are told apart, and ordered, by the time at which they were asked for.
    clock.advance(10);
    try {
      await handle(message);
      handled.add(message);
    } catch {
      failures++;
      revive();
      if (count < maxDeliveries) return;
      handled.add(message);
      dead.push(message);
    }
  };
  const waiting = () => sent.filter((message) => !handled.has(message));
  const isDue = (message: Envelope) => (message.notBefore ?? 0) <= clock.now();

  /** Delivers until the queues are empty; the clock goes to scheduled messages. */
  const settle = async (together = false): Promise<void> => {
    for (let rounds = 0; waiting().length > 0; rounds++) {
      if (rounds > 2000) throw new Error('the queues never empty');
      const ready = waiting().filter(isDue);
      if (ready.length === 0) {
        const next = Math.min(...waiting().map((message) => message.notBefore ?? 0));
        clock.advance(Math.max(1, next - clock.now()));
      } else if (together) await Promise.all(ready.map(deliver));
      else for (const message of ready.slice(0, 1)) await deliver(message);
    }
  };

  return {
    dead,
    deliver,
    waiting,
    settle,
    /** Takes all waiting messages off the queues, as if they had never been; answers them. */
    lose: () => {
      const lost = waiting();
      for (const message of lost) handled.add(message);
      return lost;
    },
    /** Deliveries that threw. */
    failures: () => failures,
  };
};
