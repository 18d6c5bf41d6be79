import { commonFaultKinds } from '../faults/fault-kinds.ts';
import { makePrng, type Prng } from '../world/prng.ts';
import type { Act, Command, History, Licences } from './history.ts';
import { type Scene, someMotif } from './motifs.ts';
import { someLists } from './random-lists.ts';
import { someOperators } from './random-operators.ts';
import { someShopping } from './random-shopping.ts';
import { someSubscriptions } from './random-subscriptions.ts';

const hour = 3_600_000;

/** Ordinary days, and nights in which Berlin's clocks change. */
const starts = [
  '2026-06-01T08:00:00.000Z',
  '2026-11-22T15:30:00.000Z',
  '2026-03-28T16:00:00.000Z',
  '2026-10-24T14:00:00.000Z',
  '2028-02-28T20:00:00.000Z',
] as const;

const someUsers = (prng: Prng, people: number): readonly number[] => {
  const users = Array.from({ length: people }, (_, user) => user).filter(() => prng.chance(0.5));
  return users.length === 0 ? [prng.below(people)] : users;
};

/** New here, or with a trial that ends some time in the history or has ended, and few licences or enough. */
const someLicences = (prng: Prng, people: number): Licences | null =>
  prng.chance(0.6)
    ? null
    : { held: prng.between(0, people + 1), trialEndsAfterMs: prng.between(-40, 40) * hour };

const laterAct = (
  prng: Prng,
  history: Pick<History, 'companies' | 'people'>,
  shares: readonly string[],
  imports: readonly string[],
): Act => {
  const company = prng.below(history.companies);
  const user = prng.below(history.people);
  const mailbox = { import: prng.pick(imports), user, nth: prng.below(10) };
  const share = prng.pick(shares);
  return prng.pick<() => Act>([
    () => ({ kind: 'change-targets', import: mailbox.import, users: someUsers(prng, history.people) }),
    () => ({ kind: 'run-now', import: mailbox.import }),
    () => ({ kind: 'run-now', import: mailbox.import }),
    () => ({ kind: 'exclude', share, users: prng.chance(0.5) ? [user] : [] }),
    () => ({ kind: 'refresh', company }),
    () => ({ kind: 'person-changes', company, user, variant: prng.between(1, 9_999) }),
    () => ({ kind: 'person-changes', company, user, variant: prng.between(1, 9_999) }),
    () => ({ kind: 'person-joins', company, user }),
    () => ({ kind: 'person-leaves', company, user }),
    () => ({ kind: 'contact-deleted', ...mailbox }),
    () => ({ kind: 'contact-edited', ...mailbox }),
    () => ({ kind: 'contact-moved', ...mailbox }),
    () => ({ kind: 'contact-added', ...mailbox }),
    () => ({ kind: 'folder-deleted', ...mailbox }),
    () => ({ kind: 'links-expire', company }),
    () => ({ kind: 'pry', company }),
    () => ({ kind: 'pause', import: mailbox.import }),
    () => ({ kind: 'resume', import: mailbox.import }),
    () => ({ kind: 'preview', import: mailbox.import }),
    () => ({ kind: 'confirm', import: mailbox.import }),
    () => ({
      kind: 'book',
      company,
      held: prng.below(2 * history.people),
      acceptPause: prng.chance(0.7),
    }),
    () => ({
      kind: 'group-changes',
      company,
      users: prng.chance(0.2) ? [] : someUsers(prng, history.people),
    }),
    () => ({
      kind: 'consent-lost',
      company,
      how: prng.chance(0.7) ? 'withdrawn' : 'blocked',
      afterMs: prng.between(1, 30) * hour,
    }),
    () =>
      prng.chance(0.3)
        ? { kind: 'exclude', share, users: someUsers(prng, history.people) }
        : { kind: 'stay', company },
    () => (prng.chance(0.3) ? { kind: 'leave', company } : { kind: 'refresh', company }),
    () => (prng.chance(0.3) ? { kind: 'revoke', share } : { kind: 'refresh', company }),
    () =>
      prng.chance(0.3)
        ? { kind: 'expire', share, afterMs: prng.between(1, 20) * hour }
        : { kind: 'refresh', company },
    () =>
      prng.chance(0.4)
        ? { kind: 'rotate', share, endImports: prng.chance(0.5) }
        : { kind: 'refresh', company },
    () =>
      prng.chance(0.4) ? { kind: 'delete-import', import: mailbox.import } : { kind: 'refresh', company },
  ])();
};

/** A history of a day or two, all of it by its seed. */
export const randomHistory = (seed: number): History => {
  const prng = makePrng(seed, 'history');
  const companies = prng.between(1, 3);
  const people = prng.chance(0.1) ? prng.between(6, 8) : prng.between(3, 5);
  const commands: Command[] = [];
  const shares = Array.from({ length: prng.between(1, 2) }, (_, n) => `s${n}`);
  const providers = new Map(shares.map((name) => [name, prng.below(companies)]));
  const lists = someLists({ seed }, providers);
  for (const [name, company] of providers) {
    const list = lists.shares.has(name) ? { list: true as const } : {};
    commands.push({ at: prng.below(60_000), act: { kind: 'create-share', company, name, ...list } });
  }
  const made: Scene['imports'][number][] = [];
  const imports = Array.from({ length: prng.between(1, 3) }, (_, n) => `i${n}`);
  const withDefaultFolder = new Set<number>();
  /** All of one company, at the same moment: they race for its licences. */
  const together = prng.chance(0.25) ? { at: prng.below(hour), company: prng.below(companies) } : undefined;
  for (const name of imports) {
    const company = together?.company ?? prng.below(companies);
    // Two imports in one default folder could not be told apart from outside.
    const isDefault = prng.chance(0.25) && !withDefaultFolder.has(company);
    if (isDefault) withDefaultFolder.add(company);
    const share = prng.pick(shares);
    made.push({ name, company, share, provider: providers.get(share) ?? 0 });
    commands.push({
      at: together?.at ?? prng.below(hour),
      act: {
        kind: 'create-import',
        company,
        name,
        share,
        users: someUsers(prng, people),
        folder: isDefault ? 'default' : 'own',
        ...(prng.chance(0.3) ? { group: true as const } : {}),
      },
    });
  }
  const span = prng.between(1, 30) * hour;
  const count = prng.between(0, 8);
  for (let n = 0; n < count; n++)
    commands.push({ at: prng.below(span), act: laterAct(prng, { companies, people }, shares, imports) });
  if (prng.chance(0.5)) commands.push(...someMotif(prng, { people, imports: made }));
  const faults = Array.from({ length: prng.between(0, 8) }, () => {
    const { name } = prng.pick(commonFaultKinds);
    return { kind: name, nth: prng.chance(0.5) ? prng.between(1, 12) : prng.between(1, 150) };
  });
  const subscriptions = someSubscriptions({ seed, companies, people });
  const shopping = someShopping({ seed, companies, people });
  const history: History = {
    ...subscriptions,
    seed,
    start: prng.pick(starts),
    companies,
    people,
    licences: Array.from({ length: companies }, () => someLicences(prng, people)),
    commands: [...commands, ...lists.commands, ...subscriptions.commands, ...shopping.commands],
    faults: [...faults, ...shopping.faults],
  };
  const operators = someOperators(history, shares);
  return {
    ...history,
    commands: [...history.commands, ...operators.commands],
    faults: [...history.faults, ...operators.faults],
  };
};
