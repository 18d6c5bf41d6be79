import { tenantIdOf } from '../history/companies.ts';
import type { Invariant } from './invariant.ts';

const count = (items: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

/** (B) What was answered with success is there, once; nothing is there that nobody asked for. */
export const commandsCountOnce: Invariant = {
  name: 'B: no command is lost or done twice',
  check: ({ world, truth }) => {
    const found: string[] = [];
    const gone = new Set([...truth.left].map(tenantIdOf));
    const stays = ({ company }: { readonly company: number }) => !truth.left.has(company);
    const rows = (kind: string) =>
      world.tables.state
        .all()
        .filter(
          ({ partition, key, values }) =>
            key.startsWith(`${kind}|`) && values['form'] !== 'deleted' && !gone.has(partition),
        )
        .map(({ key }) => key.slice(kind.length + 1));
    const compare = (what: string, kept: readonly string[], expected: readonly string[]) => {
      for (const id of expected) if (!kept.includes(id)) found.push(`${what} ${id} is lost`);
      for (const id of kept) if (!expected.includes(id)) found.push(`${what} ${id} was never answered for`);
    };
    compare(
      'source',
      rows('source'),
      [...truth.sources].flatMap(([company, ids]) => (stays({ company }) ? ids : [])),
    );
    compare(
      'share',
      rows('share'),
      [...truth.shares.values()].filter(stays).map(({ id }) => id),
    );
    const imports = [...truth.imports.values()].filter(stays);
    compare(
      'import',
      rows('import'),
      imports.filter(({ deleted }) => !deleted).map(({ id }) => id),
    );
    return found;
  },
};

/** (B) Where the provider was sure, a mail goes out once; where he was not, or died, it may go out again. */
export const mailsOnce: Invariant = {
  name: 'B: one mail a cause',
  check: ({ world }) => {
    const uncertain = world.struck.length;
    const doubled = [...count(world.mails.map(({ id }) => id)).values()].reduce(
      (sum, each) => sum + each - 1,
      0,
    );
    return doubled > uncertain ? [`${doubled} mails went out twice after ${uncertain} faults`] : [];
  },
};
