import { makePrng, type Prng } from '../world/prng.ts';
import type { Act, Command, History } from './history.ts';

const hour = 3_600_000;
const minute = 60_000;

const someAppTerms = (prng: Prng, { companies, people }: Pick<History, 'companies' | 'people'>): Act => {
  const company = prng.below(companies);
  return prng.pick<() => Act>([
    () => ({ kind: 'set-contract', company, isOver: prng.chance(0.3) }),
    () => ({
      kind: 'set-brand',
      company,
      variant: prng.between(1, 99),
      logo: prng.pick(['none', 'as-it-is', 32, 48, 64] as const),
    }),
    () => ({ kind: 'see-brand', company, user: prng.below(people) }),
  ])();
};

/**
 * What the operator's staff do beside the rest of a history, and what administrators take out of it. In some of them queues
 * give up a few messages, which are tended. Of a stream of its own, so that the rest is what it would be without.
 */
export const someOperators = (
  history: Pick<History, 'seed' | 'companies' | 'people' | 'commands' | 'faults'>,
  shares: readonly string[],
): Pick<History, 'commands' | 'faults'> => {
  const { companies, people } = history;
  const prng = makePrng(history.seed, 'operators');
  const span = Math.max(hour, ...history.commands.map(({ at }) => at));
  const some = (chance: number, most: number, act: () => Act): readonly Command[] =>
    prng.chance(chance)
      ? Array.from({ length: prng.between(1, most) }, () => ({
          at: prng.below(prng.chance(0.3) ? 2 * minute : span),
          act: act(),
        }))
      : [];
  const faults = prng.chance(0.08)
    ? Array.from({ length: prng.between(1, 3) }, () => ({ kind: 'dead-lettered', nth: prng.between(1, 12) }))
    : [];
  const isGivenUp = [...faults, ...history.faults].some(({ kind }) => kind === 'dead-lettered');
  const commands = [
    ...some(isGivenUp ? 0.8 : 0.01, 3, () => ({ kind: 'tend-dead-letters', discard: prng.chance(0.3) })),
    ...some(0.12, 4, () => someAppTerms(prng, history)),
    ...some(0.1, 2, () => ({ kind: 'preview-share', share: prng.pick(shares) })),
    ...some(0.1, 1, () => ({
      kind: 'take-all-out',
      company: prng.below(companies),
      limit: prng.pick([3, 10, 50]),
    })),
    ...some(0.05, 1, () => ({
      kind: 'book',
      company: prng.below(companies),
      held: prng.below(2 * people),
      acceptPause: true,
      by: 'operator',
    })),
  ];
  return { commands, faults };
};
