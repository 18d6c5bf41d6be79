import { onTestFinished } from 'vitest';
import type { InstanceServices } from './instance.ts';
import { makeWorld } from './world.ts';

let worlds = 0;

/** The services of an instance of a world of its own, whose first call that `fault` can meet meets it. */
export const captureServices = (fault?: string) => {
  let captured: InstanceServices | undefined;
  worlds += 1;
  const world = makeWorld({
    seed: worlds,
    startMs: Date.UTC(2026, 10, 20, 8),
    companies: [],
    instances: 1,
    faults: fault === undefined ? [] : [{ kind: fault, nth: 1 }],
    planted: {
      services: (services) => {
        captured ??= services;
        return services;
      },
    },
  });
  onTestFinished(() => world.close());
  if (captured === undefined) throw new Error('no instance was born');
  /** Virtual time passes until it is done. No message is handed out. */
  const played = async <T>(work: Promise<T>): Promise<T> => {
    const done = { over: false };
    const end = () => {
      done.over = true;
    };
    work.then(end, end);
    await world.timeline.settled();
    while (!done.over) await world.timeline.step();
    return work;
  };
  return { world, services: captured, played };
};
