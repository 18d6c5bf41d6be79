import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostLog } from '../log.ts';
import { createSettlementQueue } from './settlement-queue.ts';

const message = (messageId: string) => ({ messageId }) as ServiceBusReceivedMessage;

/** A receiver that answers when told to, and what it was asked for. */
const setUp = () => {
  const asked: string[] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  const ask = (what: string) => (of: ServiceBusReceivedMessage) => {
    asked.push(`${what} ${String(of.messageId)}`);
    const answer = Promise.withResolvers<void>();
    answers.push(answer);
    return answer.promise;
  };
  const logged: string[] = [];
  const log: HostLog = {
    fromHost: (_area, _level, text) => void logged.push(text),
    fromFunction: () => undefined,
  };
  const receiver = { completeMessage: ask('complete'), abandonMessage: ask('abandon') };
  return { asked, answers, logged, queue: createSettlementQueue(receiver, 'orders', log) };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the settlements of a receiver', () => {
  it('are under way one at a time, in the order they came', async () => {
    const { asked, answers, queue } = setUp();
    const first = queue.complete(message('1'));
    const second = queue.abandon(message('2'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual(['complete 1']);
    answers[0]?.resolve();
    await first;
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['complete 1', 'abandon 2']);
    answers[1]?.resolve();
    await second;
  });

  it('go on after one whose answer was lost, which is told only when the client gives it up', async () => {
    const { asked, answers, logged, queue } = setUp();
    const first = queue.complete(message('1'));
    void queue.complete(message('2'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toEqual(['complete 1', 'complete 2']);
    expect(logged).toEqual([]);
    answers[0]?.reject(new Error('timed out'));
    await first;
    expect(logged).toEqual(["Message 1 of 'orders' could not be completed; it will be delivered again."]);
  });

  it('go on after one that fails', async () => {
    const { asked, answers, queue } = setUp();
    const first = queue.complete(message('1'));
    void queue.complete(message('2'));
    await vi.advanceTimersByTimeAsync(0);
    answers[0]?.reject(new Error('lock lost'));
    await first;
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['complete 1', 'complete 2']);
  });
});
