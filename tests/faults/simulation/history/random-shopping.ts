import { storeFaults } from '../faults/stores.ts';
import { storeEvents } from '../world/app-stores.ts';
import { makePrng } from '../world/prng.ts';
import type { Act, Command, History } from './history.ts';

const hour = 3_600_000;

/** What users buy in app stores beside the rest of a history, in one of four; of a stream of its own. */
export const someShopping = ({
  seed,
  companies,
  people,
}: Pick<History, 'seed' | 'companies' | 'people'>): Pick<History, 'commands' | 'faults'> => {
  const prng = makePrng(seed, 'shopping');
  if (!prng.chance(0.25)) return { commands: [], faults: [] };
  const company = prng.below(companies);
  const span = prng.between(1, 40) * hour;
  const commands: Command[] = [];
  for (let shoppers = prng.between(1, 3); shoppers > 0; shoppers--) {
    const who = { company, user: prng.below(people) };
    const store = prng.pick(['apple', 'google'] as const);
    const soon = prng.chance(0.5) ? { what: prng.pick(storeEvents), afterMs: prng.below(500) } : undefined;
    const begin = prng.below(hour);
    const buy: Act = { kind: 'buy', ...who, store, ...(soon === undefined ? {} : { soon }) };
    commands.push({ at: begin, act: buy });
    for (let n = prng.below(6); n > 0; n--) {
      const at = begin + prng.below(span);
      commands.push({ at, act: { kind: 'store-tells', ...who, what: prng.pick(storeEvents) } });
      if (prng.chance(0.3)) commands.push({ at: at + prng.below(300), act: { kind: 'hand-in', ...who } });
    }
    if (prng.chance(0.2))
      commands.push({ at: begin + span, act: { kind: 'buy', ...who, store: 'google', replaces: true } });
  }
  const faults = Array.from({ length: prng.below(3) }, () => ({
    kind: prng.pick(storeFaults).name,
    nth: prng.between(1, 12),
  }));
  return { commands, faults };
};
