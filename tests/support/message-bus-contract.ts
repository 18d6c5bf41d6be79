import { describe, expect, it } from 'vitest';
import type { Envelope, MessageBus } from '../../shared/kernel/message-bus.ts';
import type { QueueName } from '../../shared/kernel/messages.ts';
import { ServiceError } from '../../shared/kernel/service-error.ts';

export interface BusSubject {
  readonly bus: MessageBus;
  /** Takes all that a queue gives out now, in any order. */
  readonly take: (queue: QueueName) => Promise<readonly Pick<Envelope, 'id' | 'body'>[]>;
  readonly now: () => number;
  readonly pass: (ms: number) => Promise<void>;
}

/** What the first sending meets. */
export type BusMisfortune = 'away' | 'answer-lost';

const tenantId = '3b7c1e2a-0000-4000-8000-00000000000a';
const envelope = (id: string, more: Partial<Envelope> = {}): Envelope => ({
  queue: 'notifications',
  id,
  correlationId: 'c-1',
  body: { tenantId, correlationId: 'c-1', number: 7, isLast: true },
  ...more,
});
const idsIn = (messages: readonly Pick<Envelope, 'id'>[]) => messages.map(({ id }) => id).sort();

/** What sending means, whatever queue is behind it: Service Bus, and the queues in memory. */
export const messageBusContract = (name: string, open: () => Promise<BusSubject>): void => {
  describe(`sending over ${name}`, () => {
    it('brings each message to its queue, with its id and its body', async () => {
      const { bus, take } = await open();
      await bus.send([envelope('m1'), envelope('m2', { queue: 'import-runs', body: { tenantId } })]);
      expect(await take('notifications')).toEqual([{ id: 'm1', body: envelope('m1').body }]);
      expect(await take('import-runs')).toEqual([{ id: 'm2', body: { tenantId } }]);
      expect(await take('notifications')).toEqual([]);
    });

    it('drops an id that the queue has seen, also one that was handled already', async () => {
      const { bus, take } = await open();
      await bus.send([envelope('m1'), envelope('m1'), envelope('m2')]);
      expect(idsIn(await take('notifications'))).toEqual(['m1', 'm2']);
      await bus.send([envelope('m1'), envelope('m3'), envelope('m2', { queue: 'import-runs' })]);
      expect(idsIn(await take('notifications'))).toEqual(['m3']);
      expect(idsIn(await take('import-runs'))).toEqual(['m2']);
    });

    it('holds a message back until its time', async () => {
      const { bus, take, now, pass } = await open();
      await bus.send([envelope('m1', { notBefore: now() + 60_000 })]);
      // Sending takes up to three seconds of a virtual clock.
      await pass(55_000);
      expect(await take('notifications')).toEqual([]);
      await pass(6_000);
      expect(idsIn(await take('notifications'))).toEqual(['m1']);
    });

    it('takes more than goes into one batch', async () => {
      const { bus, take } = await open();
      const many = Array.from({ length: 300 }, (_, n) =>
        envelope(`m${1000 + n}`, { body: { tenantId, filler: 'x'.repeat(1500) } }),
      );
      await bus.send(many);
      expect(idsIn(await take('notifications'))).toEqual(idsIn(many));
    });
  });
};

/** What who sends has to live with when the service does not answer as it should. */
export const brokenBusContract = (
  name: string,
  open: (misfortune: BusMisfortune) => Promise<BusSubject>,
): void => {
  describe(`sending over ${name}`, () => {
    it('to a queue that is away throws, and nothing has arrived', async () => {
      const { bus, take } = await open('away');
      await expect(bus.send([envelope('m1')])).rejects.toThrow(ServiceError);
      expect(await take('notifications')).toEqual([]);
      await bus.send([envelope('m1')]);
      expect(idsIn(await take('notifications'))).toEqual(['m1']);
    });

    it('whose answer is lost has sent; sent once more under the same id, it comes once', async () => {
      const { bus, take } = await open('answer-lost');
      await expect(bus.send([envelope('m1')])).rejects.toThrow(ServiceError);
      await bus.send([envelope('m1')]);
      expect(idsIn(await take('notifications'))).toEqual(['m1']);
    });
  });
};
