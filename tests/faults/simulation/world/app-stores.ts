import {
  type AppleChain,
  makeAppleChain,
  signAsApple,
} from '../../../../local/emulators/app-stores/apple-chain.ts';
import { stackApp } from '../../../../local/emulators/app-stores/stack-app.ts';
import { fromIso } from '../../../../shared/kernel/clock.ts';
import type { StoreName } from '../../../../shared/store-purchases/store-facts.ts';
import { makeMemoryAppleServer } from '../../../support/memory-apple-server.ts';
import { makeMemoryPlay } from '../../../support/memory-play.ts';
import { appleRenewal, appleTransaction, type Bought, playSubscription } from './bought.ts';
import type { Answered, Asking } from './http.ts';
import type { Prng } from './prng.ts';
import type { Timeline } from './timeline.ts';

const minute = 60_000;
const hour = 60 * minute;

const month = 30 * 24 * hour;
/** Some end while a history lasts. */
const terms = [month, month, 30 * hour];
const graceMs = 16 * hour;

/** What becomes of a purchase, at the store. */
export const storeEvents = [
  'renewed',
  'will-not-renew',
  'will-renew',
  'charge-failed',
  'refunded',
  'refund-reversed',
] as const;
export type StoreEvent = (typeof storeEvents)[number];

/** Pauses after which a store tells again what was not answered with a success. */
const patience: Readonly<Record<StoreName, (tries: number) => number | undefined>> = {
  apple: (tries) => [1, 12, 24, 48, 72].map((hours) => hours * hour)[tries - 1],
  google: (tries) => Math.min(10 * minute, 10_000 * 2 ** tries),
};

/** Keys are made once a process: what is signed differs from one to the next, what is read of it does not. */
let chain: AppleChain | undefined;
export const appleChain = (): AppleChain => {
  chain ??= makeAppleChain({ now: fromIso('2026-01-01T00:00:00.000Z') });
  return chain;
};

export interface StoresDeps {
  readonly timeline: Timeline;
  readonly prng: Prng;
  /** One attempt to tell; 0 as status where no answer comes. */
  readonly tell: (asking: Omit<Asking, 'tenant'>) => Promise<Answered>;
}

/** Both stores: what was bought, and who tells of it until he is heard. They outlive the instances, and faults spare them. */
export const makeAppStoresWorld = ({ timeline, prng, tell }: StoresDeps) => {
  const purchases = new Map<string, Bought>();
  /** How often a charge came to stand open, by reference. */
  const failures = new Map<string, number>();
  /** Told and not answered with a success yet, or refused. */
  const unheard = new Set<string>();
  const silent = new Set<StoreName>();
  let tolds = 0;

  const save = (bought: Bought): Bought => {
    purchases.set(bought.reference, bought);
    return bought;
  };
  let lastSigned = 0;
  /** Of two words that were signed in one millisecond nobody could say which is the newer. */
  const signedAt = (): number => {
    lastSigned = Math.max(timeline.now(), lastSigned + 1);
    return lastSigned;
  };
  const sign = (payload: object) => signAsApple(appleChain(), payload);

  const wordOf = (bought: Bought, what: StoreEvent | 'bought', id: string): Omit<Asking, 'tenant'> => {
    if (bought.store === 'google') {
      const notificationType = what === 'refunded' ? 12 : 4;
      const { packageName } = stackApp;
      const notification = {
        packageName,
        subscriptionNotification: { notificationType, purchaseToken: bought.reference },
      };
      const data = Buffer.from(JSON.stringify(notification)).toString('base64');
      return {
        operation: 'hearGoogle',
        authorization: pushedByGoogle,
        body: { message: { data, messageId: id } },
      };
    }
    const now = signedAt();
    const signedPayload = sign({
      notificationType: what === 'refunded' ? 'REFUND' : 'DID_CHANGE_RENEWAL_STATUS',
      notificationUUID: id,
      version: '2.0',
      signedDate: now,
      data: {
        appAppleId: stackApp.appId,
        bundleId: stackApp.bundleId,
        environment: 'Production',
        signedTransactionInfo: sign(appleTransaction(bought, now)),
        signedRenewalInfo: sign(appleRenewal(bought, now)),
      },
    });
    return { operation: 'hearApple', body: { signedPayload } };
  };

  const insist = async (store: StoreName, id: string, word: Omit<Asking, 'tenant'>): Promise<void> => {
    for (let tries = 1; ; tries++) {
      const { status } = await tell(word);
      if (status >= 200 && status < 300) {
        unheard.delete(id);
        return;
      }
      const pause = patience[store](tries);
      // What is refused as wrong is refused for ever: nothing that a store says here is.
      if (pause === undefined || (status >= 400 && status < 500)) return;
      await timeline.wait(pause);
    }
  };

  /** At once, hours late or twice: whatever happens to messages on their way. */
  const announce = (bought: Bought, what: StoreEvent | 'bought'): void => {
    if (silent.has(bought.store)) return;
    for (let copies = prng.chance(0.25) ? 2 : 1; copies > 0; copies--) {
      const id = `told ${++tolds}`;
      unheard.add(id);
      const word = wordOf(bought, what, id);
      const delay = prng.chance(0.25) ? prng.between(10 * minute, 3 * hour) : prng.between(200, 5_000);
      timeline.after(delay, () => void insist(bought.store, id, word));
    }
  };

  const after = (bought: Bought, what: StoreEvent): Bought | undefined => {
    const now = timeline.now();
    const { standing, expiresAt, graceUntil } = bought;
    if (standing === 'replaced') return undefined;
    switch (what) {
      case 'renewed': {
        if (standing !== 'running') return undefined;
        // Google tells when all began, Apple when this period did.
        const periodFrom = bought.store === 'google' ? bought.periodFrom : now;
        return { ...bought, periodFrom, expiresAt: now + bought.termMs, renews: true, graceUntil: undefined };
      }
      case 'will-not-renew':
      case 'will-renew':
        return standing === 'running' && expiresAt > now && graceUntil === undefined
          ? { ...bought, renews: what === 'will-renew' }
          : undefined;
      case 'charge-failed':
        return standing === 'running' && bought.renews && graceUntil === undefined
          ? { ...bought, graceUntil: Math.max(now, expiresAt) + graceMs }
          : undefined;
      case 'refunded':
        return standing === 'running'
          ? {
              ...bought,
              standing: 'revoked',
              ...(bought.store === 'google' ? { expiresAt: now, graceUntil: undefined } : {}),
            }
          : undefined;
      case 'refund-reversed':
        return standing === 'revoked' && bought.store === 'apple'
          ? { ...bought, standing: 'running' }
          : undefined;
    }
  };

  return {
    purchases: purchases as ReadonlyMap<string, Bought>,
    failures: failures as ReadonlyMap<string, number>,
    unheard: unheard as ReadonlySet<string>,
    /** From now on nothing that it tells arrives. */
    fallSilent: (store: StoreName): void => void silent.add(store),
    /** `endsAfterMs`: of the first term, after which months follow; else it is drawn. */
    buy: (
      store: StoreName,
      accountToken: string,
      yearly: boolean,
      { replaces, endsAfterMs }: { readonly replaces?: string; readonly endsAfterMs?: number } = {},
    ): Bought => {
      const now = timeline.now();
      const number = 9_000_000 + purchases.size;
      const termMs = endsAfterMs === undefined ? prng.pick(terms) : month;
      const bought = save({
        store,
        reference: store === 'apple' ? `20000000${number}` : `play-token-${number}`,
        accountToken,
        productId: yearly ? 'switchboard.app.yearly' : 'switchboard.app.monthly',
        periodFrom: now,
        termMs,
        expiresAt: now + (endsAfterMs ?? termMs),
        renews: true,
        standing: 'running',
        ...(replaces === undefined ? {} : { replaces }),
        acknowledged: store === 'apple',
      });
      const former = replaces === undefined ? undefined : purchases.get(replaces);
      if (former !== undefined)
        announce(save({ ...former, standing: 'replaced', renews: false, expiresAt: now }), 'renewed');
      announce(bought, 'bought');
      return bought;
    },
    /** Nothing where it makes no sense. */
    happens: (reference: string, what: StoreEvent): void => {
      const bought = purchases.get(reference);
      const next = bought && after(bought, what);
      if (next === undefined) return;
      // A refund taken back lets the charge stand open again.
      if (what === 'charge-failed' || (what === 'refund-reversed' && next.graceUntil !== undefined))
        failures.set(reference, (failures.get(reference) ?? 0) + 1);
      announce(save(next), what);
    },
    /** What the device has of a purchase just now. */
    shown: (reference: string): object => {
      const bought = purchases.get(reference);
      if (bought === undefined) throw new Error('nobody has bought that');
      return bought.store === 'google'
        ? { store: 'google', purchaseToken: reference }
        : { store: 'apple', signedTransaction: sign(appleTransaction(bought, signedAt())) };
    },
    apple: makeMemoryAppleServer(
      (reference) => {
        const bought = purchases.get(reference);
        if (bought?.store !== 'apple') return undefined;
        const now = signedAt();
        return { transaction: appleTransaction(bought, now), renewal: appleRenewal(bought, now) };
      },
      sign,
      timeline.now,
    ),
    play: makeMemoryPlay(
      stackApp.packageName,
      (token) => {
        const bought = purchases.get(token);
        return bought?.store === 'google' ? playSubscription(bought, timeline.now()) : undefined;
      },
      (token) => {
        const bought = purchases.get(token);
        if (bought !== undefined) save({ ...bought, acknowledged: true });
      },
    ),
  };
};

export type AppStoresWorld = ReturnType<typeof makeAppStoresWorld>;

/** What stands for a token of Pub/Sub; how those are judged is tested elsewhere. */
export const pushedByGoogle = 'Bearer of-pub-sub';
