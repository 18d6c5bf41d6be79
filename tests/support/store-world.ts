import { onTestFinished } from 'vitest';
import { makeStoreWork } from '../../functions/use-cases/store-purchases.ts';
import type { AppleChain } from '../../local/emulators/app-stores/apple-chain.ts';
import { makeServiceAccountKey, serviceAccountOf } from '../../local/emulators/app-stores/google-keys.ts';
import { startAppStores } from '../../local/emulators/app-stores/server.ts';
import { stackApp } from '../../local/emulators/app-stores/stack-app.ts';
import { makeAskApple } from '../../shared/adapters/apple/ask-apple.ts';
import { makeAppleServer } from '../../shared/adapters/apple/server-api.ts';
import { makeAppleStore } from '../../shared/adapters/apple/signed-data.ts';
import { makePlayClient } from '../../shared/adapters/google/play-client.ts';
import { makePlayStore } from '../../shared/adapters/google/play-store.ts';
import { makeAdmitPush } from '../../shared/adapters/google/push-tokens.ts';
import { systemClock, toIso } from '../../shared/kernel/clock.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { silentLog } from '../../shared/kernel/log.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { notificationSchema } from '../../shared/notifications/notification.ts';
import { purchaseEntityId, purchaseSchema } from '../../shared/store-purchases/purchase.ts';
import type {
  EarlyNews,
  PurchaseLookup,
  PurchaseOwner,
} from '../../shared/store-purchases/purchase-lookup.ts';
import { purchaseReferenceSchema } from '../../shared/store-purchases/purchase-reference.ts';
import { tenantEntityId, tenantSchema } from '../../shared/tenants/tenant.ts';
import { makeMemoryDueLooks } from './memory-due-looks.ts';
import { makeMemoryStores } from './memory-stores.ts';
import { freshTenant } from './tables.ts';
import { tenantOf } from './tenant-fixtures.ts';
import { makeTestCipher } from './test-cipher.ts';

export const day = 24 * 60 * 60 * 1000;
const bundleId = 'example.switchboard.app';
const appId = 1_234_567_890;
const packageName = 'example.switchboard.app';
const pushAccount = 'play-push@switchboard.iam.gserviceaccount.com';
const account = serviceAccountOf(makeServiceAccountKey('play@switchboard.iam.gserviceaccount.com'));

/** With the rules of the tables: the first claim holds, the youngest news are kept. */
export const makeMemoryPurchaseLookup = () => {
  const owners = new Map<string, PurchaseOwner>();
  const kept = new Map<string, EarlyNews>();
  const lookup: PurchaseLookup = {
    find: async (hash) => owners.get(hash),
    claim: async (hash, owner) => {
      const known = owners.get(hash);
      if (known === undefined) owners.set(hash, owner);
      return known ?? owner;
    },
    news: async (hash) => kept.get(hash),
    keepNews: async (hash, news) => {
      const known = kept.get(hash);
      if (known === undefined || news.periodFrom > known.periodFrom || news.asOf > known.asOf)
        kept.set(hash, news);
    },
    forgetNews: async (hash) => void kept.delete(hash),
  };
  return { lookup, all: () => ({ owners: [...owners], news: [...kept] }) };
};

/** Both stores as emulators that sign and answer like the real ones, the adapters over them, and the use cases over those. */
export const storeWorld = async (
  options: {
    readonly allowTest?: boolean;
    readonly chain?: AppleChain;
    /** Whether Apple can be asked; it can, unless told. */
    readonly appleKey?: boolean;
    readonly mostAppleRequests?: number;
    readonly timeoutMs?: number;
    /** The application's clock moves only by `advance`; the stores' own goes on. */
    readonly still?: boolean;
  } = {},
) => {
  const { allowTest = false, appleKey = true, mostAppleRequests, timeoutMs = 5000 } = options;
  let offset = 0;
  const begun = systemClock.now();
  const clock = { now: () => (options.still === true ? begun : systemClock.now()) + offset };
  const emulator = await startAppStores({
    port: 0,
    clock: systemClock,
    packageName,
    account,
    pushAccount,
    publicUrl: 'https://api.switchboard.example',
    ...(options.chain === undefined ? {} : { chain: options.chain }),
    ...(mostAppleRequests === undefined ? {} : { mostAppleRequests }),
  });
  onTestFinished(() => emulator.close());
  const client = makePlayClient({
    accountKey: async () => account.keyFile,
    loopbackUrl: emulator.url,
    timeoutMs: 5000,
  });
  const server = makeAppleServer({
    ...stackApp,
    key: async () => emulator.serverKey,
    loopbackUrl: emulator.url,
    timeoutMs,
  });
  const roots = [emulator.chain.root];
  const signatures = makeAppleStore({ bundleId, appId, roots, onlineChecks: false, allowTest });
  const appStores = {
    apple: { ...signatures, ...(appleKey && { ask: makeAskApple({ server, signatures }) }) },
    google: {
      packageName,
      admitPush: makeAdmitPush({
        keySetUrl: `${emulator.url}/www.googleapis.com/oauth2/v3/certs`,
        audience: emulator.audience,
        account: pushAccount,
        clock,
        timeoutMs: 5000,
      }),
      ...makePlayStore({ client, packageName, allowTest, clock }),
    },
  };
  const memory = makeMemoryStores({ clock });
  const storePurchases = memory.store({
    kind: 'store-purchase',
    schema: purchaseSchema,
    idOf: purchaseEntityId,
  });
  const purchaseReferences = memory.store({
    kind: 'purchase-reference',
    schema: purchaseReferenceSchema,
    idOf: ({ hash }) => hash,
  });
  const { dueLooks, entries } = makeMemoryDueLooks();
  const index = makeMemoryPurchaseLookup();
  const tenants = memory.store({ kind: 'tenant', schema: tenantSchema, idOf: () => tenantEntityId });
  const notifications = memory.store({
    kind: 'notification',
    schema: notificationSchema,
    idOf: ({ id }) => id,
  });
  const work = makeStoreWork(
    { clock, random: systemRandom, log: silentLog, appStores },
    {
      commit: memory.commit,
      keyedHashes: makeTestCipher(),
      tenants,
      notifications,
      storePurchases,
      purchaseReferences,
      purchaseLookup: index.lookup,
      dueLooks,
    },
    async () => false,
  );
  const ctx = freshTenant();
  await memory.commit(ctx, [tenants.inserted(ctx, tenantOf(ctx))]);
  const userId = systemRandom.id();

  const transaction = async (changes: object = {}, of: TenantContext = ctx, who = userId) => ({
    originalTransactionId: '2000000000000001',
    transactionId: '2000000000000001',
    bundleId,
    productId: 'switchboard.app.monthly',
    purchaseDate: clock.now() - day,
    expiresDate: clock.now() + 29 * day,
    signedDate: clock.now(),
    type: 'Auto-Renewable Subscription',
    inAppOwnershipType: 'PURCHASED',
    environment: 'Production',
    quantity: 1,
    appAccountToken: await work.accountTokenOf(of, who),
    ...changes,
  });
  const renewal = (changes: object = {}) => ({
    originalTransactionId: '2000000000000001',
    productId: 'switchboard.app.monthly',
    autoRenewProductId: 'switchboard.app.monthly',
    autoRenewStatus: 1,
    isInBillingRetryPeriod: false,
    environment: 'Production',
    signedDate: clock.now(),
    ...changes,
  });
  const notification = (data: object = {}, changes: object = {}) => ({
    notificationType: 'DID_RENEW',
    notificationUUID: systemRandom.id(),
    version: '2.0',
    signedDate: clock.now(),
    data: { appAppleId: appId, bundleId, environment: 'Production', ...data },
    ...changes,
  });
  /** Google's state of a purchase of this user. */
  const play = async (changes: object = {}, item: object = {}) => ({
    kind: 'androidpublisher#subscriptionPurchaseV2',
    subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
    acknowledgementState: 'ACKNOWLEDGEMENT_STATE_PENDING',
    startTime: new Date(clock.now() - day).toISOString(),
    externalAccountIdentifiers: { obfuscatedExternalAccountId: await work.accountTokenOf(ctx, userId) },
    lineItems: [
      {
        productId: 'switchboard.app.monthly',
        expiryTime: new Date(clock.now() + 29 * day).toISOString(),
        autoRenewingPlan: { autoRenewEnabled: true },
        offerPhase: { basePrice: {} },
        ...item,
      },
    ],
    ...changes,
  });
  const rtdn = (purchaseToken: string, changes: object = {}) =>
    Buffer.from(
      JSON.stringify({
        version: '1.0',
        packageName,
        eventTimeMillis: String(clock.now()),
        subscriptionNotification: { version: '1.0', notificationType: 2, purchaseToken },
        ...changes,
      }),
    ).toString('base64');

  return {
    ...work,
    emulator,
    clock,
    advance: (ms: number) => {
      offset += ms;
    },
    ctx,
    userId,
    transaction,
    renewal,
    notification,
    play,
    rtdn,
    index,
    /** What a timer will find and a purchase of this company names. */
    due: async () => {
      const named = new Set<string>();
      for await (const { value } of storePurchases.all(ctx))
        if (value.lookAt !== undefined) named.add(`${value.hash} ${toIso(value.lookAt)}`);
      return [...entries.values()].filter(({ hash, dueAt }) => named.has(`${hash} ${dueAt}`));
    },
    /** All that a timer will find. */
    entries: () => [...entries.values()],
    dueLooks,
    otherTenant: freshTenant(),
    appStores,
    /** Hands in a transaction of this user, signed by the emulator. */
    handIn: async (changes: object = {}) => {
      const signedTransaction = emulator.sign(await transaction(changes));
      return work.handInPurchase(ctx, userId, { store: 'apple', signedTransaction });
    },
    /** A genuine notification with this transaction and renewal. */
    hear: async (changes: object = {}, renewed: object | undefined = {}) =>
      work.hearApple(
        emulator.sign(
          notification({
            signedTransactionInfo: emulator.sign(await transaction(changes)),
            ...(renewed && { signedRenewalInfo: emulator.sign(renewal(renewed)) }),
          }),
        ),
        'test',
      ),
    /** What waits to be mailed, and the messages that say so. */
    mails: async () => {
      const waiting = [];
      for await (const { value } of notifications.all(ctx)) waiting.push(value);
      return { waiting, messages: memory.sent.filter(({ queue }) => queue === 'notifications') };
    },
    /** Everything that is kept, of everybody. */
    kept: async () => {
      const purchases = [];
      for await (const { value } of storePurchases.all(ctx)) purchases.push(value);
      return { purchases, ...index.all() };
    },
    /** What the stores call them, of this company. */
    references: async () => {
      const all = [];
      for await (const { value } of purchaseReferences.all(ctx)) all.push(value);
      return all;
    },
    /** As they were before anybody could be asked. */
    forgetReferences: async () => {
      for await (const { value, etag } of purchaseReferences.all(ctx))
        await memory.commit(ctx, [purchaseReferences.deleted(ctx, etag, value.hash)]);
    },
  };
};

export type StoreWorld = Awaited<ReturnType<typeof storeWorld>>;
