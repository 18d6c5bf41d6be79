import { userIdOf } from './companies.ts';
import { type ActOf, type Desk, textOf } from './desk.ts';
import { personKey } from './truth.ts';

interface Token {
  readonly id: string;
  readonly text: string;
}

interface Listed {
  readonly id: string;
  readonly product: string;
  readonly state: string;
}

/** The app's subscription of a company, and its users' seats. */
export const makeAdministrateSubscriptions = ({ truth, clientOf, newKey, change }: Desk) => {
  const runningOf = async (company: number): Promise<string | undefined> => {
    const { body } = await clientOf(company)({ operation: 'listSubscriptions' });
    const all = (body['value'] ?? []) as readonly Listed[];
    return all.find(({ product, state }) => product === 'app' && state !== 'ended')?.id;
  };
  const tokens = new Map<number, Promise<Token>>();
  const tokenOf = (company: number): Promise<Token> => {
    const made =
      tokens.get(company) ??
      clientOf(company)({ operation: 'createEnrolmentToken', body: {}, key: newKey() }).then((answered) => ({
        id: textOf(answered, 'id'),
        text: textOf(answered, 'token'),
      }));
    tokens.set(company, made);
    return made;
  };
  const enrol = (company: number, user: number, token: string, deviceId: string) =>
    clientOf(company)({
      operation: 'enrolMyDevice',
      user: userIdOf(company, user),
      body: { token, deviceId, platform: 'ios' },
    });

  return {
    subscribe: async ({ company, plan, quantity }: ActOf<'subscribe'>) => {
      const body = { plan, quantity };
      const answered = await clientOf(company)({ operation: 'createSubscription', body, key: newKey() });
      if (answered.status !== 201) return;
      const id = textOf(answered, 'id');
      truth.subscribed.set(company, { id, cancelled: false });
      truth.concluded.add(id);
    },
    'change-subscription': async ({ company, kind: _kind, ...wish }: ActOf<'change-subscription'>) => {
      const id = await runningOf(company);
      if (id === undefined) return;
      const params = { subscriptionId: id };
      const answered = await change(company, 'getSubscription', 'changeSubscription', params, wish);
      if (answered.status !== 200 || wish.cancelled === undefined) return;
      truth.subscribed.set(company, { id, cancelled: wish.cancelled });
    },
    'take-seat': async ({ company, user }: ActOf<'take-seat'>) => {
      const { text } = await tokenOf(company);
      if (text === '') return;
      const answered = await enrol(company, user, text, `the phone of ${user}`);
      if (answered.status === 201) truth.seats.add(personKey(company, user));
      else if (answered.isOpen) truth.seatsInDoubt.add(personKey(company, user));
    },
    'give-seat-back': async ({ company, user }: ActOf<'give-seat-back'>) => {
      const params = { userId: userIdOf(company, user) };
      const { status } = await clientOf(company)({ operation: 'releaseSeat', params });
      // Whose answer was lost finds that it has gone.
      if (status === 204 || status === 404) truth.seats.delete(personKey(company, user));
    },
    'reassign-seat': async ({ company, user, to }: ActOf<'reassign-seat'>) => {
      const params = { userId: userIdOf(company, user) };
      const body = { to: userIdOf(company, to) };
      const { status, isOpen } = await clientOf(company)({ operation: 'reassignSeat', params, body });
      const [from, there] = [personKey(company, user), personKey(company, to)];
      if (from === there) {
        if (status === 204) throw new Error(`D: the seat of ${from} was given to its own user`);
        return;
      }
      // Whose answer was lost finds that it has gone to the other one.
      const isDone = status === 204 || (status === 404 && truth.seats.has(from));
      if (!isDone && isOpen !== true) return;
      truth.seats.delete(from);
      if (isDone) truth.seats.add(there);
      // Refused now, and the first try may come about yet.
      else for (const person of [from, there]) truth.seatsInDoubt.add(person);
    },
    'revoke-token': async ({ company, user }: ActOf<'revoke-token'>) => {
      const made = tokens.get(company);
      if (made === undefined) return;
      tokens.delete(company);
      const { id, text } = await made;
      if (text === '') return;
      const params = { tokenId: id };
      const { status } = await clientOf(company)({ operation: 'revokeEnrolmentToken', params });
      if (status !== 204) return;
      // A device that the user does not have: what is enrolled already stays.
      const late = await enrol(company, user, text, 'a phone that was found');
      if (late.status === 201) throw new Error('D: a token that was revoked enrols a device');
    },
  };
};
