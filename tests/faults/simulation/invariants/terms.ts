import type { BillingAccount } from '../../../../shared/billing/billing-account.ts';
import type { Statement } from '../../../../shared/billing/statement.ts';
import type { Charge, Subscription } from '../../../../shared/billing/subscription.ts';
import { dayAt } from '../../../../shared/billing/terms.ts';
import { canonicalJson } from '../../../../shared/contacts/canonical-json.ts';
import { readableRow } from '../../../support/memory-tables/rows.ts';
import { tenantIdOf } from '../history/companies.ts';
import { subscribedId } from '../history/subscribed.ts';
import type { Committed, World } from '../world/world.ts';
import type { Invariant } from './invariant.ts';

/** What became of one subscription, from commit to commit. */
interface Course {
  /** The row's last word. */
  present: Subscription;
  /** First day after what is paid, or was paid before the history. */
  paidUntil: string | undefined;
  /** First day that may be charged: the trial's end. */
  freeUntil: string | undefined;
}

const begun = (first: Subscription, isOld: boolean): Course => ({
  present: first,
  paidUntil: isOld && first.state === 'active' ? first.until : undefined,
  freeUntil: undefined,
});

const termFlaws = (course: Course, charge: Charge): readonly string[] => {
  const { present, paidUntil } = course;
  const { from, until } = charge;
  if (charge.reason !== 'term') {
    return until === paidUntil && from < until ? [] : [`adds ${from}/${until} to a term until ${paidUntil}`];
  }
  course.paidUntil = until;
  return [
    ...(until > from ? [] : [`charges the empty term ${from}`]),
    ...(paidUntil === undefined || paidUntil === from
      ? []
      : [`was paid until ${paidUntil} and charges from ${from}`]),
    ...(present.cancelledOn === undefined || present.until !== from
      ? []
      : [`was cancelled to ${present.until} and charges ${from}`]),
  ];
};

/** What a commit makes of a subscription, and what is wrong with that. */
const follow = (course: Course, next: Subscription, charges: readonly Charge[]): readonly string[] => {
  const { present } = course;
  if (present.state === 'trial' && present.until !== undefined) course.freeUntil = present.until;
  if (next.state === 'trial' && next.until !== undefined) course.freeUntil = next.until;
  const flaws = charges.flatMap((charge) => [
    ...(course.freeUntil !== undefined && charge.from < course.freeUntil
      ? [`is free until ${course.freeUntil} and charges from ${charge.from}`]
      : []),
    // Wishes of one commit come after the terms that time began, of which each is looked at by itself.
    ...termFlaws(course, charge),
  ]);
  course.present = next;
  const { paidUntil } = course;
  const { state, until = '' } = next;
  if (state === 'ended' && present.state !== 'ended' && paidUntil !== undefined && until < paidUntil)
    flaws.push(`is paid until ${paidUntil} and ended on ${until}`);
  if (state === 'active' && until !== paidUntil)
    flaws.push(`runs until ${until} and is paid until ${paidUntil}`);
  return flaws;
};

const accountIn = (rows: readonly Committed[]) => rows.find(({ key }) => key.startsWith('billing-account|'));

/** Charges that a commit made: those of the account and its new statements that the account did not have before. */
const newCharges = (
  rows: readonly Committed[],
  account: BillingAccount,
  before: BillingAccount | undefined,
) => {
  const known = new Set(before?.charges.map(canonicalJson));
  const stated = rows.flatMap(({ key, after }) => {
    const statement = key.startsWith('statement|') ? readableRow<Statement>(after) : undefined;
    return (
      statement?.lines.flatMap(({ taxRate: _rate, ...line }) =>
        line.reason === 'credit' ? [] : [line as Charge],
      ) ?? []
    );
  });
  return [...stated, ...account.charges].filter((charge) => !known.has(canonicalJson(charge)));
};

const coursesOf = (world: World, found: Set<string>): ReadonlyMap<string, Course> => {
  const courses = new Map<string, Course>();
  const state = world.journal.filter(({ table }) => table === 'state');
  for (const rows of Map.groupBy(state, ({ transaction }) => transaction).values()) {
    const row = accountIn(rows);
    const account = readableRow<BillingAccount>(row?.after);
    if (row === undefined || account === undefined) continue;
    const charges = newCharges(rows, account, readableRow<BillingAccount>(row.before));
    for (const charge of charges) {
      if (!account.subscriptions.some(({ id }) => id === charge.subscriptionId) && charge.reason === 'term')
        found.add(`${row.partition}: a charge of ${charge.subscriptionId}, which there is not`);
    }
    for (const next of account.subscriptions) {
      const name = `${row.partition}: subscription ${next.id}`;
      const course = courses.get(name) ?? begun(next, next.id === subscribedId);
      courses.set(name, course);
      const own = charges.filter(({ subscriptionId }) => subscriptionId === next.id);
      for (const flaw of follow(course, next, own)) found.add(`${name} ${flaw}`);
    }
  }
  return courses;
};

/**
 * (L) [L2][L3][L12] Over every commit: no term is charged twice or skipped, nothing within a trial, a cancellation shortens
 * nothing that is paid. In the end nothing waits that has fallen due, and customers have what they were told.
 */
export const termsAreCharged: Invariant = {
  name: 'L: each term is charged once',
  check: ({ world, truth, history }) => {
    const found = new Set<string>();
    const courses = coursesOf(world, found);
    const today = dayAt(world.timeline.now(), 'Europe/Berlin');
    for (const [company, { id, cancelled }] of truth.subscribed) {
      // To leave is to cancel, too.
      if (history.commands.some(({ act }) => act.kind === 'leave' && act.company === company)) continue;
      const name = `${tenantIdOf(company)}: subscription ${id}`;
      const { present } = courses.get(name) ?? {};
      if (present === undefined) found.add(`${name} is lost`);
      else if ((present.cancelledOn !== undefined || present.state === 'ended') !== cancelled)
        found.add(
          `${name} is ${present.state}, and its company knows it as ${cancelled ? '' : 'not '}cancelled`,
        );
    }
    const gone = new Set([...truth.left].map(tenantIdOf));
    for (const [name, { present }] of courses) {
      const [partition = ''] = name.split(':');
      if (gone.has(partition)) continue;
      // The timer has had since midnight.
      if (present.state !== 'ended' && present.until !== undefined && present.until <= today)
        found.add(`${name} still stands in what ended on ${present.until}`);
      const isApp = present.plan.startsWith('app-') && present.id !== subscribedId;
      if (isApp && !truth.concluded.has(present.id)) found.add(`${name} was never answered for`);
    }
    return [...found];
  },
};
