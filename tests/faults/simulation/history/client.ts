import { askAny } from '../world/ask-any.ts';
import { asOperator } from '../world/callers.ts';
import type { Answered, Asking } from '../world/http.ts';
import type { World } from '../world/world.ts';
import { tenantIdOf } from './companies.ts';

const mostTries = 60;

/**
 * A client with patience: asks any instance that lives; where no answer comes, or one that says "later", it asks the
 * same thing again under the same key, until it is told yes or no.
 */
const makePatient = (world: World, by: Pick<Asking, 'tenant' | 'authorization'>) => {
  const { timeline, prng } = world;
  return async (asking: Omit<Asking, 'tenant'>): Promise<Answered> => {
    let isOpen = false;
    for (let tries = 1; ; tries++) {
      const answered = await askAny(world, { ...asking, ...by });
      const { status, body } = answered;
      const again =
        status === 0 ||
        status >= 500 ||
        status === 429 ||
        (status === 409 && String(body['type']).endsWith('request-in-progress'));
      if (!again) return { ...answered, isOpen };
      isOpen ||= status === 0;
      if (tries === mostTries)
        throw new Error(`${asking.operation} is answered with ${status} again and again`);
      await timeline.wait(prng.between(1_000, 60_000));
    }
  };
};

export type Client = ReturnType<typeof makePatient>;

/** An administrator's, or of one of his company's users. */
export const makeClient = (world: World, company: number): Client =>
  makePatient(world, { tenant: tenantIdOf(company) });

/** Of the operator's staff. */
export const makeOperator = (world: World): Client =>
  makePatient(world, { tenant: '', authorization: asOperator });
