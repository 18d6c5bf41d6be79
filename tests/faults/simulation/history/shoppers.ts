import type { StoreName } from '../../../../shared/store-purchases/store-facts.ts';
import type { StoreEvent } from '../world/app-stores.ts';
import { userIdOf } from './companies.ts';
import { type Desk, textOf } from './desk.ts';
import { personKey } from './truth.ts';

/** A user of a company and what he does in an app store, or what that does with what he has bought last. */
export type ShoppingAct =
  /** `replaces`: Google gives a new token for another plan, which names the one before. */
  | {
      readonly kind: 'buy';
      readonly company: number;
      readonly user: number;
      readonly store: StoreName;
      readonly replaces?: true;
      /** The first term, of a length of its own. */
      readonly endsAfterMs?: number;
      /** What becomes of it while it is handed in. */
      readonly soon?: { readonly what: StoreEvent; readonly afterMs: number };
    }
  /** The app shows all that was bought, as it does at its start. */
  | { readonly kind: 'hand-in'; readonly company: number; readonly user: number }
  | {
      readonly kind: 'store-tells';
      readonly company: number;
      readonly user: number;
      readonly what: StoreEvent;
    }
  /** Nothing that the store tells arrives from now on, of any company. */
  | { readonly kind: 'fall-silent'; readonly company: number; readonly store: StoreName };

type Of<Kind extends ShoppingAct['kind']> = Extract<ShoppingAct, { kind: Kind }>;

export const makeShoppers = ({ world, truth, clientOf }: Desk) => {
  const { appStores } = world;
  const boughtBy = (company: number, user: number) => truth.bought.get(personKey(company, user)) ?? [];

  const handIn = async (company: number, user: number): Promise<void> => {
    for (const reference of boughtBy(company, user)) {
      const body = appStores.shown(reference);
      const { status } = await clientOf(company)({
        operation: 'handInPurchase',
        user: userIdOf(company, user),
        body,
      });
      if (status === 201) truth.handedIn.add(reference);
    }
  };

  return {
    buy: async ({ company, user, store, replaces, endsAfterMs, soon }: Of<'buy'>) => {
      const asking = { operation: 'getMyAccountToken', user: userIdOf(company, user) };
      const answered = await clientOf(company)(asking);
      if (answered.status !== 200) return;
      const mine = boughtBy(company, user);
      const former = replaces === true ? mine.findLast((each) => each.startsWith('play')) : undefined;
      const accountToken = textOf(answered, 'accountToken');
      const { reference } = appStores.buy(store, accountToken, former !== undefined, {
        ...(former === undefined ? {} : { replaces: former }),
        ...(endsAfterMs === undefined ? {} : { endsAfterMs }),
      });
      truth.bought.set(personKey(company, user), [...mine, reference]);
      if (soon !== undefined)
        world.timeline.after(soon.afterMs, () => appStores.happens(reference, soon.what));
      await handIn(company, user);
    },
    'hand-in': ({ company, user }: Of<'hand-in'>) => handIn(company, user),
    'store-tells': ({ company, user, what }: Of<'store-tells'>) => {
      const last = boughtBy(company, user).at(-1);
      if (last !== undefined) appStores.happens(last, what);
    },
    'fall-silent': ({ store }: Of<'fall-silent'>) => appStores.fallSilent(store),
  };
};
