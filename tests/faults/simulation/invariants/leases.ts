import type { Block } from '../../../../shared/imports/run.ts';
import { fromIso } from '../../../../shared/kernel/clock.ts';
import type { MemoryRow } from '../../../support/memory-tables/rows.ts';
import type { Invariant } from './invariant.ts';

const blockIn = (row: MemoryRow | undefined): Block | undefined =>
  row?.values['form'] === 'json' ? (JSON.parse(String(row.values['json'])) as Block) : undefined;

/** (B) Whoever takes a block waits until the lease of the one before has ended; by a wrong clock it has. */
export const oneWorkerABlock: Invariant = {
  name: 'B: a block has one worker at a time',
  check: ({ world }) => {
    if (world.struck.some(({ kind }) => kind.startsWith('clock'))) return [];
    return world.journal.flatMap(({ key, before, after, at }) => {
      if (!key.startsWith('block|')) return [];
      const [was, is] = [blockIn(before), blockIn(after)];
      if (was?.state !== 'working' || is?.state !== 'working' || is.attempts <= was.attempts) return [];
      return fromIso(was.leaseUntil ?? '') > at
        ? [`${key} was taken from a worker whose lease had not ended`]
        : [];
    });
  },
};
