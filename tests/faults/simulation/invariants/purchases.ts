import type { Notification } from '../../../../shared/notifications/notification.ts';
import { endOf, isRunning, purchaseAt } from '../../../../shared/store-purchases/advance-purchase.ts';
import { type Purchase, purchaseHash } from '../../../../shared/store-purchases/purchase.ts';
import { readableRow } from '../../../support/memory-tables/rows.ts';
import { tenantIdOf, userIdOf } from '../history/companies.ts';
import { type Bought, lastsUntil } from '../world/bought.ts';
import type { World } from '../world/world.ts';
import type { Invariant } from './invariant.ts';
import { makeRowReader } from './row-reader.ts';
import { leftBehind } from './secrecy.ts';

const describe = (until: number | undefined, renews: boolean, productId: string): string =>
  until === undefined ? 'does not run' : `${productId} until ${until}, ${renews ? 'renews' : 'ends'}`;

const flawsOf = (rows: readonly Purchase[], bought: Bought, now: number): readonly string[] => {
  const name = `${bought.store} ${bought.reference}`;
  const [first] = rows;
  if (first === undefined) return [`${name} was handed in and is lost`];
  if (rows.length > 1) return [`${name} is kept ${rows.length} times`];
  const kept = purchaseAt(first, now);
  const is = describe(isRunning(kept) ? endOf(kept) : undefined, kept.renews, kept.productId);
  const until = lastsUntil(bought);
  const should = describe(
    until !== undefined && until > now ? until : undefined,
    bought.renews,
    bought.productId,
  );
  return [
    ...(is === should ? [] : [`${name}: ${is}, and its store says: ${should}`]),
    ...(bought.acknowledged || should === 'does not run' ? [] : [`${name} was not acknowledged`]),
  ];
};

const mailsTo = async (world: World): Promise<ReadonlyMap<string, number>> => {
  const read = makeRowReader(world);
  const counts = new Map<string, number>();
  for (const row of world.tables.state.all()) {
    if (!row.key.startsWith('notification|')) continue;
    const mail = await read<Notification>(row);
    if (mail?.kind === 'payment-failed') counts.set(mail.recipient, (counts.get(mail.recipient) ?? 0) + 1);
  }
  return counts;
};

/** (L) [L5] What a store last said is what a user has; every word of it was heard, and none counted twice. */
export const purchasesFollowStores: Invariant = {
  name: 'L: a purchase is what its store says',
  check: async ({ world, truth }) => {
    const { purchases, failures, unheard } = world.appStores;
    if (purchases.size === 0) return [];
    const found = [...unheard].map((id) => `${id}: nobody listened`);
    const now = world.timeline.now();
    const rows = world.tables.state.all().flatMap((row) => {
      const purchase = row.key.startsWith('store-purchase|') ? readableRow<Purchase>(row) : undefined;
      return purchase === undefined ? [] : [{ partition: row.partition, purchase }];
    });
    const mails = await mailsTo(world);
    let known = 0;
    for (const [person, references] of truth.bought) {
      const [company = 0, user = 0] = person.split('/').map(Number);
      if (truth.left.has(company)) continue;
      const owner = userIdOf(company, user);
      let failed = 0;
      for (const reference of references) {
        const bought = purchases.get(reference);
        if (bought === undefined) continue;
        failed += failures.get(reference) ?? 0;
        const hash = purchaseHash({ ...bought, isTest: false });
        const own = rows.filter(({ purchase }) => purchase.hash === hash);
        known += own.length;
        for (const { partition, purchase } of own)
          if (partition !== tenantIdOf(company) || purchase.userId !== owner)
            found.push(`${reference} is somebody else’s`);
        if (own.length > 0 || truth.handedIn.has(reference))
          found.push(
            ...flawsOf(
              own.map(({ purchase }) => purchase),
              bought,
              now,
            ),
          );
      }
      if ((mails.get(owner) ?? 0) > failed) found.push(`${person} has more mails than charges that failed`);
    }
    const gone = new Set([...truth.left].map(tenantIdOf));
    if (known !== rows.filter(({ partition }) => !gone.has(partition)).length)
      found.push('a purchase that nobody has made');
    return found;
  },
};

/** (H) [L5] Receipts open a store's account: what names a purchase there, or its buyer, is kept as a hash only. */
export const receiptsAreHidden: Invariant = {
  name: 'H: no receipt in plain text',
  check: (played) => {
    const all = [...played.world.appStores.purchases.values()];
    if (all.length === 0) return [];
    const words = new RegExp(
      all.flatMap(({ reference, accountToken }) => [reference, accountToken]).join('|'),
      'i',
    );
    const found = new Set<string>();
    for (const [where, text] of leftBehind(played))
      if (words.test(text)) found.add(`${where} names a purchase`);
    return [...found];
  },
};
