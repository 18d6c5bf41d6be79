import { makePrng, type Prng } from '../world/prng.ts';
import type { Command, History } from './history.ts';
import type { ListAct } from './lists.ts';

const hour = 3_600_000;
const entries = [0, 1, 2, 3, 4, 5];

const someAct = (prng: Prng, company: number): ListAct => {
  const entry = prng.pick(entries);
  const variant = prng.between(1, 9_999);
  const some = entries.filter(() => prng.chance(0.5));
  return prng.pick<() => ListAct>([
    () => ({ kind: 'put-entry', company, entry, variant }),
    () => ({ kind: 'put-entry', company, entry, variant }),
    () => ({ kind: 'remove-entry', company, entry }),
    () => ({
      kind: 'load-list',
      company,
      entries: some.length === 0 ? [entry] : some,
      variant,
      mode: prng.chance(0.3) ? 'replace' : 'merge',
      as: prng.chance(0.5) ? 'csv' : 'vcard',
    }),
  ])();
};

/**
 * What companies that keep a list do beside the rest of a history, in two of five, and the shares that have it, too. Of a
 * stream of its own, so that the rest is what it would be without.
 */
export const someLists = (
  { seed }: Pick<History, 'seed'>,
  providers: ReadonlyMap<string, number>,
): { readonly shares: ReadonlySet<string>; readonly commands: readonly Command[] } => {
  const prng = makePrng(seed, 'lists');
  if (!prng.chance(0.4)) return { shares: new Set(), commands: [] };
  const [name, company] = prng.pick([...providers]);
  const span = prng.between(1, 30) * hour;
  return {
    shares: new Set(prng.chance(0.85) ? [name] : []),
    commands: Array.from({ length: prng.between(1, 8) }, () => ({
      // Many in the first minute, where most faults are.
      at: prng.below(prng.chance(0.5) ? 60_000 : span),
      act: someAct(prng, company),
    })),
  };
};
