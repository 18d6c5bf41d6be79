import { faultKinds } from '../faults/fault-kinds.ts';
import { makePrng, type Prng } from '../world/prng.ts';
import type { Act, Command, History } from './history.ts';

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
  const people = prng.between(3, 5);
  const commands: Command[] = [];
  const shares = Array.from({ length: prng.between(1, 2) }, (_, n) => `s${n}`);
  for (const name of shares)
    commands.push({
      at: prng.below(60_000),
      act: { kind: 'create-share', company: prng.below(companies), name },
    });
  const imports = Array.from({ length: prng.between(1, 3) }, (_, n) => `i${n}`);
  const withDefaultFolder = new Set<number>();
  for (const name of imports) {
    const company = prng.below(companies);
    // Two imports in one default folder could not be told apart from outside.
    const isDefault = prng.chance(0.25) && !withDefaultFolder.has(company);
    if (isDefault) withDefaultFolder.add(company);
    commands.push({
      at: prng.below(hour),
      act: {
        kind: 'create-import',
        company,
        name,
        share: prng.pick(shares),
        users: someUsers(prng, people),
        folder: isDefault ? 'default' : 'own',
      },
    });
  }
  const span = prng.between(1, 30) * hour;
  const count = prng.between(0, 8);
  for (let n = 0; n < count; n++)
    commands.push({ at: prng.below(span), act: laterAct(prng, { companies, people }, shares, imports) });
  const faults = Array.from({ length: prng.between(0, 8) }, () => {
    const { name } = prng.pick(faultKinds);
    return { kind: name, nth: prng.chance(0.5) ? prng.between(1, 12) : prng.between(1, 150) };
  });
  return { seed, start: prng.pick(starts), companies, people, commands, faults };
};
