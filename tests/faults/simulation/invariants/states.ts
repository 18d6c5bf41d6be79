import { importTransitions } from '../../../../shared/imports/import.ts';
import { blockTransitions, runTransitions } from '../../../../shared/imports/run.ts';
import type { Transitions } from '../../../../shared/kernel/transitions.ts';
import type { Values } from '../../../support/memory-tables/rows.ts';
import type { Invariant } from './invariant.ts';

const declared: Readonly<Record<string, Transitions<string>>> = {
  import: importTransitions,
  run: runTransitions,
  block: blockTransitions,
  share: { what: 'share', moves: [{ from: 'active', to: 'revoked' }] },
};

const stateIn = (values: Values | undefined): string | undefined => {
  if (values?.['form'] !== 'json') return undefined;
  const { state } = JSON.parse(String(values['json'])) as { state?: unknown };
  return typeof state === 'string' ? state : undefined;
};

/** (E) Over every commit that ever took place. */
export const statesMoveAsDeclared: Invariant = {
  name: 'E: states move along declared transitions only',
  check: ({ world }) =>
    world.journal.flatMap(({ table, key, before, after }) => {
      const [kind = ''] = key.split('|');
      const transitions = table === 'state' ? declared[kind] : undefined;
      const [from, to] = [stateIn(before?.values), stateIn(after?.values)];
      if (transitions === undefined || from === undefined || to === undefined || from === to) return [];
      const isDeclared = transitions.moves.some((move) => move.from === from && move.to === to);
      return isDeclared ? [] : [`${key} went from ${from} to ${to}`];
    }),
};
