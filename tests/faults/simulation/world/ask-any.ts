import type { Answered, Asking } from './http.ts';
import type { World } from './world.ts';

const patienceMs = 240_000;

/** No answer within a client's patience. */
const noAnswer = { status: 0, body: {}, text: '', headers: {}, etag: undefined } satisfies Answered;

/** Asks any instance that lives, once. */
export const askAny = async (
  { timeline, prng, instances }: Pick<World, 'timeline' | 'prng' | 'instances'>,
  asking: Asking,
): Promise<Answered> => {
  await timeline.wait(prng.between(1, 30));
  const alive = instances();
  if (alive.length === 0) return noAnswer;
  return Promise.race([prng.pick(alive).http(asking), timeline.wait(patienceMs).then(() => noAnswer)]);
};
