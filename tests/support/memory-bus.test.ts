import type { Envelope } from '../../shared/kernel/message-bus.ts';
import { makeTestClock } from './mailbox-run.ts';
import { makeMemoryBus } from './memory-bus.ts';
import { messageBusContract } from './message-bus-contract.ts';

// What is due is for who delivers to say (`composed-app`, `deliveries`): said here the same way.
messageBusContract('memory', async () => {
  const bus = makeMemoryBus();
  const clock = makeTestClock();
  const taken = new Set<Envelope>();
  return {
    bus,
    take: async (queue) => {
      const due = bus.sent.filter(
        (message) =>
          message.queue === queue && !taken.has(message) && (message.notBefore ?? 0) <= clock.now(),
      );
      for (const message of due) taken.add(message);
      return due.map(({ id, body }) => ({ id, body }));
    },
    now: clock.now,
    pass: async (ms) => clock.advance(ms),
  };
});
