import { makePrng, type Prng } from '../world/prng.ts';
import type { Act, Command, History } from './history.ts';
import { appPlans, type Subscribed } from './subscribed.ts';

const hour = 3_600_000;

const someSubscribed = (prng: Prng): Subscribed => ({
  plan: prng.pick(appPlans),
  quantity: prng.between(1, 4),
  state: prng.chance(0.5) ? 'trial' : 'active',
  endsAfterDays: prng.between(0, 4),
});

const someAct = (prng: Prng, company: number, people: number): Act =>
  prng.pick<() => Act>([
    () => ({ kind: 'subscribe', company, plan: prng.pick(appPlans), quantity: prng.between(1, 4) }),
    () => ({ kind: 'change-subscription', company, plan: prng.pick(appPlans) }),
    () => ({ kind: 'change-subscription', company, quantity: prng.between(1, 5) }),
    () => ({ kind: 'change-subscription', company, quantity: prng.between(1, 5), plan: prng.pick(appPlans) }),
    () => ({ kind: 'change-subscription', company, cancelled: true }),
    () => ({ kind: 'change-subscription', company, cancelled: false }),
    () => ({ kind: 'take-seat', company, user: prng.below(people) }),
    () => ({ kind: 'take-seat', company, user: prng.below(people) }),
    () => ({ kind: 'give-seat-back', company, user: prng.below(people) }),
    () => ({ kind: 'reassign-seat', company, user: prng.below(people), to: prng.below(people) }),
    () => ({ kind: 'reassign-seat', company, user: prng.below(people), to: prng.below(people) }),
    () => ({ kind: 'revoke-token', company, user: prng.below(people) }),
    // There is one where a month has ended.
    () => ({
      kind: 'correct-statement',
      company,
      statement: 1,
      line: 0,
      ...(prng.chance(0.5) ? { amount: prng.between(1, 500) } : {}),
    }),
  ])();

/**
 * What companies that use the app do beside the rest of a history, in two of five. Of a stream of its own, so that the rest
 * is what it would be without.
 */
export const someSubscriptions = ({
  seed,
  companies,
  people,
}: Pick<History, 'seed' | 'companies' | 'people'>): Pick<History, 'subscribed' | 'commands'> => {
  const prng = makePrng(seed, 'subscriptions');
  if (!prng.chance(0.4)) return { commands: [] };
  const company = prng.below(companies);
  const subscribed = prng.chance(0.8) ? someSubscribed(prng) : null;
  const span = prng.between(1, 60) * hour;
  const commands: Command[] = Array.from({ length: prng.between(1, 8) }, () => ({
    at: prng.below(span),
    act: someAct(prng, company, people),
  }));
  if (subscribed === null) {
    const [plan, quantity] = [prng.pick(appPlans), prng.between(1, 4)];
    commands.push({ at: 0, act: { kind: 'subscribe', company, plan, quantity } });
  }
  // At the same moment: users for what may be the last seat, or whoever else changes the company's one account.
  const at = prng.chance(0.3) ? 0 : prng.below(span);
  if (prng.chance(0.5)) {
    for (let user = 0; user < people; user++)
      commands.push({ at, act: { kind: 'take-seat', company, user } });
  }
  // And a seat is given to its own user, or to another one, while it is taken back and taken again.
  if (prng.chance(0.25)) {
    const user = prng.below(people);
    commands.push(
      { at: Math.max(0, at - hour), act: { kind: 'take-seat', company, user } },
      { at, act: { kind: 'reassign-seat', company, user, to: user } },
      { at, act: { kind: prng.chance(0.5) ? 'give-seat-back' : 'take-seat', company, user } },
      { at, act: { kind: 'reassign-seat', company, user, to: prng.below(people) } },
      { at, act: { kind: 'give-seat-back', company, user: prng.below(people) } },
      { at: at + prng.below(500), act: { kind: 'reassign-seat', company, user, to: user } },
    );
  }
  if (prng.chance(0.5)) {
    const [quantity, held] = [prng.between(1, 6), prng.between(1, 9)];
    commands.push(
      ...appPlans.map((plan) => ({ at, act: { kind: 'subscribe', company, plan, quantity } as const })),
      { at, act: { kind: 'change-subscription', company, quantity } },
      { at, act: { kind: 'book', company, held, acceptPause: true } },
    );
  }
  return {
    subscribed: Array.from({ length: companies }, (_, n) => (n === company ? subscribed : null)),
    commands,
  };
};
