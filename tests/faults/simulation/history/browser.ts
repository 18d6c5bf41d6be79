import type { World } from '../world/world.ts';
import type { Client } from './client.ts';
import { userIdOf } from './companies.ts';
import { textOf } from './desk.ts';

/** Where the way of a user ended whom an administrator sent a sign-in link. */
export type SignInEnd = 'signed-in' | 'another-user' | 'gone';

const mostTries = 20;

/**
 * Users of the first company before Entra's page, each in a browser of his own: who is told that it did not come about opens
 * a link anew. `twice`: the browser asks for the callback a second time before the first is answered.
 */
export const makeSignInAtEntra = (world: World, ask: Client) => {
  const once = async (sourceId: string, user: number, twice: boolean): Promise<SignInEnd | 'again'> => {
    const link = await ask({ operation: 'createSignInLink', params: { sourceId } });
    if (link.status === 404) return 'gone';
    const ticket = new URL(textOf(link, 'signInUrl')).searchParams.get('ticket') ?? '';
    const started = await ask({ operation: 'startSignIn', query: { ticket } });
    if (started.status !== 302) return 'again';
    const { code, state } = world.signIn.signIn(started.headers['location'] ?? '', userIdOf(0, user));
    const cookie = started.headers['set-cookie']?.split(';')[0] ?? '';
    const back = () => ask({ operation: 'finishSignIn', query: { code, state }, cookie });
    const answers = await Promise.all(twice ? [back(), back()] : [back()]);
    if (answers.filter(({ status }) => status === 200).length > 1) throw new Error('a code counts twice');
    if (answers.some(({ status }) => status === 200)) return 'signed-in';
    return answers.some(({ text }) => text.includes('Please sign in with another account'))
      ? 'another-user'
      : 'again';
  };

  return async (sourceId: string, user: number, { twice = false } = {}): Promise<SignInEnd> => {
    for (let tries = 0; tries < mostTries; tries++) {
      const end = await once(sourceId, user, twice);
      if (end !== 'again') return end;
      await world.timeline.wait(world.prng.between(1_000, 120_000));
    }
    throw new Error('a user cannot sign in');
  };
};
