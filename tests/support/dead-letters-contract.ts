import { describe, expect, it } from 'vitest';
import type { DeadLetters, HeldDeadLetter } from '../../shared/kernel/dead-letters.ts';

export interface DeadLettersSubject {
  readonly deadLetters: DeadLetters;
  /** The queue `notifications` gives up so many messages: m0, m1 … */
  readonly kill: (count: number) => Promise<void>;
}

export const deadLettersBody = {
  tenantId: '3b7c1e2a-0000-4000-8000-00000000000a',
  correlationId: 'c-1',
};

const taken = async (deadLetters: DeadLetters, sequenceNumber = ''): Promise<HeldDeadLetter> => {
  const held = await deadLetters.take('notifications', sequenceNumber);
  if (held === undefined || held === 'held') throw new Error('nothing was taken');
  return held;
};

/** What an operator can do with dead letters: over Service Bus, and with those in memory. */
export const deadLettersContract = (name: string, open: () => Promise<DeadLettersSubject>): void => {
  describe(`dead letters of ${name}`, () => {
    it('are listed in pages, by queue, and stay', async () => {
      const { deadLetters, kill } = await open();
      expect(await deadLetters.acrossTenants('notifications', { limit: 5 })).toEqual([]);
      expect(await deadLetters.acrossTenants('notifications', { limit: 5, after: '7' })).toEqual([]);
      await kill(5);
      const first = await deadLetters.acrossTenants('notifications', { limit: 3 });
      expect(first.map(({ messageId }) => messageId)).toEqual(['m0', 'm1', 'm2']);
      expect(first[0]).toMatchObject({
        queue: 'notifications',
        reason: 'too-many-deliveries',
        enqueuedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        body: deadLettersBody,
      });
      const after = first[2]?.sequenceNumber ?? '';
      const rest = await deadLetters.acrossTenants('notifications', { limit: 3, after });
      expect(rest.map(({ messageId }) => messageId)).toEqual(['m3', 'm4']);
      expect(await deadLetters.acrossTenants('import-runs', { limit: 5 })).toEqual([]);
    });

    it('are taken singly from among others, held against others, and are gone when completed', async () => {
      const { deadLetters, kill } = await open();
      await kill(5);
      const all = await deadLetters.acrossTenants('notifications', { limit: 10 });
      const wanted = all[2]?.sequenceNumber ?? '';
      const held = await taken(deadLetters, wanted);
      expect(held.letter.messageId).toBe('m2');
      expect(await deadLetters.take('notifications', wanted)).toBe('held');
      await held.complete();
      expect(await deadLetters.take('notifications', wanted)).toBeUndefined();
      const left = await deadLetters.acrossTenants('notifications', { limit: 10 });
      expect(left.map(({ messageId }) => messageId)).toEqual(['m0', 'm1', 'm3', 'm4']);
    });

    it('can be taken again when they were given back, however often', async () => {
      const { deadLetters, kill } = await open();
      await kill(2);
      const [, second] = await deadLetters.acrossTenants('notifications', { limit: 2 });
      for (let round = 0; round < 12; round++)
        await (await taken(deadLetters, second?.sequenceNumber)).release();
      expect(await deadLetters.acrossTenants('notifications', { limit: 10 })).toHaveLength(2);
    });

    it('have numbers of their own: another one is nobody’s', async () => {
      const { deadLetters, kill } = await open();
      expect(await deadLetters.take('notifications', '1')).toBeUndefined();
      await kill(1);
      for (const number of ['9223372036854775807', '9999999999999999999'])
        expect(await deadLetters.take('notifications', number)).toBeUndefined();
    });
  });
};
