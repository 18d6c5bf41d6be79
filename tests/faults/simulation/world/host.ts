import type { InvocationContext, ServiceBusQueueHandler, Timer, TimerHandler } from '@azure/functions';
import type { QueueMessage, Settlement } from '../../../../local/emulators/service-bus/rules/message.ts';
import type { QueueName } from '../../../../shared/kernel/messages.ts';
import { nextFire } from './cron.ts';
import type { Instance, Planted } from './instance.ts';
import type { NamedQueue } from './queues.ts';
import type { World } from './world.ts';

/** As host.json has them. */
const maxConcurrentCalls = 4;
const renewalMs = 15 * 60_000;
const functionTimeoutMs = 30 * 60_000;

export interface Functions {
  readonly queues: ReadonlyMap<QueueName, ServiceBusQueueHandler>;
  readonly timers: ReadonlyMap<string, { readonly schedule: string; readonly handler: TimerHandler }>;
}

const invocation = (metadata: Readonly<Record<string, unknown>>) =>
  ({ triggerMetadata: metadata }) as unknown as InvocationContext;

/**
 * The Functions host: gives each message to a living instance with room, keeps its lock alive, settles it by return or
 * throw; fires each timer on one instance. Its own calls go through the gate as well.
 */
export const makeHost = (world: World, { maxAutoLockRenewalMs = renewalMs }: Planted = {}) => {
  const { timeline, queues, prng, gate } = world;
  const busy = new Map<Instance, Map<string, number>>();
  let underWay = 0;

  const load = (instance: Instance, place: string) => busy.get(instance)?.get(place) ?? 0;
  const take = (instance: Instance, place: string, by: number) => {
    const counts = busy.get(instance) ?? new Map<string, number>();
    counts.set(place, (counts.get(place) ?? 0) + by);
    busy.set(instance, counts);
    underWay += by;
  };

  const keepLocked = (
    instance: Instance,
    { queue }: NamedQueue,
    token: string,
    isOver: () => boolean,
  ): void => {
    const begun = timeline.now();
    const renew = () => {
      if (isOver() || !instance.worker.alive || timeline.now() - begun >= maxAutoLockRenewalMs) return;
      void gate(instance.worker, { port: 'queue', operation: 'renew', writes: false }, () =>
        queue.renew(token),
      )
        .catch(() => undefined)
        .then(() => timeline.after(queue.rules.lockDurationMs / 2, renew));
    };
    timeline.after(queue.rules.lockDurationMs / 2, renew);
  };

  const handle = async (instance: Instance, from: NamedQueue, message: QueueMessage): Promise<void> => {
    const token = message.lock?.token ?? '';
    const settle = (kind: 'complete' | 'abandon') =>
      gate(instance.worker, { port: 'queue', operation: kind, writes: true }, () => {
        queues.touch();
        return from.queue.settle(token, { kind });
      });
    const settleAs = (settlement: Settlement) => {
      queues.touch();
      from.queue.settle(token, settlement);
    };
    const call = {
      port: 'queue',
      operation: 'deliver',
      writes: false,
      letGo: () => settleAs({ kind: 'abandon' }),
      deadLetter: (reason: string) => settleAs({ kind: 'dead-letter', reason, description: null }),
      again: () => queues.repeat(from, message),
    } as const;
    let over = false;
    keepLocked(instance, from, token, () => over);
    try {
      await gate(instance.worker, call, () => {});
      const handler = instance.functions.queues.get(from.name);
      if (handler === undefined) throw new Error(`nobody consumes ${from.name}`);
      const body: unknown = JSON.parse(Buffer.from(message.content).toString());
      const { id: messageId, deliveryCount } = message;
      const retry = queues.retryOf(from.name, messageId);
      await handler(body, invocation({ messageId, deliveryCount, applicationProperties: { retry } }));
      over = true;
      await settle('complete').catch(() => undefined);
    } catch (error) {
      over = true;
      world.noteError(error);
      await settle('abandon').catch(() => undefined);
    }
  };

  const start = (instance: Instance, from: NamedQueue, message: QueueMessage): void => {
    take(instance, from.name, 1);
    let over = false;
    void handle(instance, from, message).finally(() => {
      over = true;
      if (busy.has(instance)) take(instance, from.name, -1);
      queues.touch();
    });
    // The host ends an instance whose function does not return.
    timeline.after(functionTimeoutMs, () => {
      if (!over && instance.worker.alive) world.kill(instance.worker);
    });
  };

  /** Hands out whatever can be handed out now. */
  const dispatch = (): void => {
    if (!queues.hasNews()) return;
    for (const from of queues.shuffled()) {
      for (;;) {
        const free = world.instances().filter((each) => load(each, from.name) < maxConcurrentCalls);
        const message = free.length === 0 ? undefined : from.queue.lockNext(null);
        if (message === undefined) break;
        start(prng.pick(free), from, message);
      }
    }
  };

  const fire = async (name: string, instance: Instance): Promise<void> => {
    const timer = instance.functions.timers.get(name);
    if (timer === undefined) return;
    take(instance, 'timer', 1);
    try {
      await gate(instance.worker, { port: 'timer', operation: name, writes: false }, () =>
        timer.handler({ isPastDue: false } as Timer, invocation({})),
      );
    } catch (error) {
      world.noteError(error);
    } finally {
      if (busy.has(instance)) take(instance, 'timer', -1);
    }
  };

  /** Timers beat for as long as the world goes on. */
  const startTimers = (): void => {
    const [any] = world.instances();
    for (const [name, { schedule }] of any?.functions.timers ?? []) {
      const beat = () => {
        const alive = world.instances();
        if (alive.length > 0 && world.isTimerWorthwhile(name)) void fire(name, prng.pick(alive));
        timeline.at(nextFire(schedule, timeline.now()), beat);
      };
      timeline.at(nextFire(schedule, timeline.now()), beat);
    }
  };

  return {
    dispatch,
    startTimers,
    fire,
    /** The places of an instance that has died are free: its work is gone. */
    forget: (instance: Instance) => {
      for (const count of busy.get(instance)?.values() ?? []) underWay -= count;
      busy.delete(instance);
    },
    isIdle: () => underWay === 0,
  };
};

export type Host = ReturnType<typeof makeHost>;
