import type { BillingAccount } from '../../../../shared/billing/billing-account.ts';
import { subscriptionTransitions } from '../../../../shared/billing/subscription.ts';
import { erasureTransitions } from '../../../../shared/departures/erasure.ts';
import { importTransitions } from '../../../../shared/imports/import.ts';
import { blockTransitions, runTransitions } from '../../../../shared/imports/run.ts';
import type { Transitions } from '../../../../shared/kernel/transitions.ts';
import type { LicenceAccount } from '../../../../shared/licences/licence-account.ts';
import { notificationTransitions } from '../../../../shared/notifications/notification.ts';
import { personErasureTransitions } from '../../../../shared/people/person-erasure.ts';
import { sourceTransitions } from '../../../../shared/sources/source.ts';
import { purchaseTransitions } from '../../../../shared/store-purchases/purchase.ts';
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
  'person-erasure': personErasureTransitions,
  'store-purchase': purchaseTransitions,
  share: { what: 'share', moves: [{ from: 'active', to: 'revoked' }] },
};

interface Stated {
  readonly state?: string;
}

const isDeclared = ({ moves }: Transitions<string>, from: string, to: string): boolean =>
  from === to || moves.some((move) => move.from === from && move.to === to);

/** A company's subscriptions lie in one row. */
const subscriptionMoves = (was: BillingAccount, is: BillingAccount): readonly string[] =>
  is.subscriptions.flatMap(({ id, state }) => {
    const from = was.subscriptions.find((each) => each.id === id)?.state;
    return from === undefined || isDeclared(subscriptionTransitions, from, state)
      ? []
      : [`subscription ${id} went from ${from} to ${state}`];
  });

/** (E) Over every commit that ever took place, sealed rows too. */
export const statesMoveAsDeclared: Invariant = {
  name: 'E: states move along declared transitions only',
  check: async ({ world }) => {
    const read = makeRowReader(world);
    const found: string[] = [];
    for (const { table, key, before, after } of world.journal) {
      if (table !== 'state' || before === undefined || after === undefined) continue;
      const kind = key.split('|')[0] ?? '';
      if (kind === 'billing-account') {
        const [was, is] = [await read<BillingAccount>(before), await read<BillingAccount>(after)];
        if (was !== undefined && is !== undefined) found.push(...subscriptionMoves(was, is));
      }
      const transitions = declared[kind];
      if (transitions === undefined) continue;
      const from = (await read<Stated>(before))?.state;
      const to = (await read<Stated>(after))?.state;
      if (from === undefined || to === undefined) continue;
      if (!isDeclared(transitions, from, to)) found.push(`${key} went from ${from} to ${to}`);
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
