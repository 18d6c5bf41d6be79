import { erasureTransitions } from '../../../../shared/departures/erasure.ts';
import { importTransitions } from '../../../../shared/imports/import.ts';
import { blockTransitions, runTransitions } from '../../../../shared/imports/run.ts';
import type { Transitions } from '../../../../shared/kernel/transitions.ts';
import type { LicenceAccount } from '../../../../shared/licences/licence-account.ts';
import { notificationTransitions } from '../../../../shared/notifications/notification.ts';
import { sourceTransitions } from '../../../../shared/sources/source.ts';
import { tenantTransitions } from '../../../../shared/tenants/tenant.ts';
import type { Invariant } from './invariant.ts';
import { makeRowReader } from './row-reader.ts';

const declared: Readonly<Record<string, Transitions<string>>> = {
  import: importTransitions,
  run: runTransitions,
  block: blockTransitions,
  source: sourceTransitions,
  erasure: erasureTransitions,
  tenant: tenantTransitions,
  notification: notificationTransitions,
  share: { what: 'share', moves: [{ from: 'active', to: 'revoked' }] },
};

interface Stated {
  readonly state?: string;
}

/** (E) Over every commit that ever took place, sealed rows too. */
export const statesMoveAsDeclared: Invariant = {
  name: 'E: states move along declared transitions only',
  check: async ({ world }) => {
    const read = makeRowReader(world);
    const found: string[] = [];
    for (const { table, key, before, after } of world.journal) {
      const transitions = table === 'state' ? declared[key.split('|')[0] ?? ''] : undefined;
      if (transitions === undefined || before === undefined || after === undefined) continue;
      const from = (await read<Stated>(before))?.state;
      const to = (await read<Stated>(after))?.state;
      if (from === undefined || to === undefined || from === to) continue;
      const isDeclared = transitions.moves.some((move) => move.from === from && move.to === to);
      if (!isDeclared) found.push(`${key} went from ${from} to ${to}`);
    }
    return found;
  },
};

/** (E) [L10] The trial is given once and ends when it was said to; who has booked once has booked. */
export const accountsKeepTheirWord: Invariant = {
  name: 'E: a licence account takes nothing back',
  check: async ({ world }) => {
    const read = makeRowReader(world);
    const found: string[] = [];
    for (const { table, key, partition, before, after } of world.journal) {
      if (table !== 'state' || !key.startsWith('licence-account|')) continue;
      if (before === undefined || after === undefined) continue;
      const [was, is] = [await read<LicenceAccount>(before), await read<LicenceAccount>(after)];
      if (was === undefined || is === undefined) continue;
      if (was.trial !== undefined && JSON.stringify(was.trial) !== JSON.stringify(is.trial))
        found.push(`the trial of ${partition} changed`);
      if (was.booked && !is.booked) found.push(`${partition} has never booked all at once`);
    }
    return found;
  },
};
