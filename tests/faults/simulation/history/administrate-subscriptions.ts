import { userIdOf } from './companies.ts';
import { type ActOf, type Desk, textOf } from './desk.ts';
import { personKey } from './truth.ts';

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
  const tokens = new Map<number, Promise<string>>();
  const tokenOf = (company: number): Promise<string> => {
    const made =
      tokens.get(company) ??
      clientOf(company)({ operation: 'createEnrolmentToken', body: {}, key: newKey() }).then((answered) =>
        textOf(answered, 'token'),
      );
    tokens.set(company, made);
    return made;
  };

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
      const token = await tokenOf(company);
      if (token === '') return;
      const answered = await clientOf(company)({
        operation: 'enrolMyDevice',
        user: userIdOf(company, user),
        body: { token, deviceId: `the phone of ${user}`, platform: 'ios' },
      });
      if (answered.status === 201) truth.seats.add(personKey(company, user));
    },
    'give-seat-back': async ({ company, user }: ActOf<'give-seat-back'>) => {
      const params = { userId: userIdOf(company, user) };
      const { status } = await clientOf(company)({ operation: 'releaseSeat', params });
      // Whose answer was lost finds that it has gone.
      if (status === 204 || status === 404) truth.seats.delete(personKey(company, user));
    },
  };
};
