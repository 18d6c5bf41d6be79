import { makeAppDirectory } from '../shared/adapters/tables/app-directory.ts';
import { makeCommit } from '../shared/adapters/tables/commit.ts';
import { makeConsentStates } from '../shared/adapters/tables/consent-states.ts';
import { makeDataKeyStore } from '../shared/adapters/tables/data-keys.ts';
import { makeDestroyDataKeys } from '../shared/adapters/tables/destroy-data-keys.ts';
import { makeDueBilling } from '../shared/adapters/tables/due-billing.ts';
import { makeDueErasures } from '../shared/adapters/tables/due-erasures.ts';
import { makeDueImports } from '../shared/adapters/tables/due-imports.ts';
import { makeDueLooks } from '../shared/adapters/tables/due-looks.ts';
import { makeEntityStore } from '../shared/adapters/tables/entity-store.ts';
import { makeErasureCertificates } from '../shared/adapters/tables/erasure-certificates.ts';
import { makeForgetAnswers, makeIdempotencyRecords } from '../shared/adapters/tables/idempotency-records.ts';
import { makeManifests } from '../shared/adapters/tables/manifests.ts';
import { makePurchaseLookup } from '../shared/adapters/tables/purchase-lookup.ts';
import { makeAskForRelay, makeRelayOutbox } from '../shared/adapters/tables/relay.ts';
import { makeShareLookup } from '../shared/adapters/tables/share-lookup.ts';
import { makeSharedPeople } from '../shared/adapters/tables/shared-people.ts';
import { makeSignInStates } from '../shared/adapters/tables/sign-in-states.ts';
import { makeSnapshots } from '../shared/adapters/tables/snapshots.ts';
import { makeSourceContacts } from '../shared/adapters/tables/source-contacts.ts';
import { makeTenantRows } from '../shared/adapters/tables/tenant-rows.ts';
import { makeDeltaTokens } from '../shared/app-directory/delta-token.ts';
import { makeTenantCipher } from '../shared/encryption/tenant-cipher.ts';
import { silentTelemetry } from '../shared/kernel/telemetry.ts';
import { makeKeepOutErased } from '../shared/people/keep-out-erased.ts';
import { makeReadErased } from '../shared/people/read-erased.ts';
import { makeAnswersOfTenants } from '../shared/tenants/answers-of-tenants.ts';
import { makeEntities } from './entities.ts';
import type { Services } from './services.ts';

export type StoreServices = Pick<
  Services,
  'clock' | 'random' | 'log' | 'bus' | 'keyWrapper' | 'table' | 'tableOnce' | 'tenantRegions'
> &
  Partial<Pick<Services, 'telemetry'>>;

/** What is kept, and where. */
export const makeStores = (services: StoreServices) => {
  const { clock, random, log, bus, telemetry = silentTelemetry } = services;
  const state = services.table('state');
  const contacts = services.table('contacts');
  const index = services.table('index');
  const cipher = makeTenantCipher({
    dataKeys: makeDataKeyStore(state),
    wrapper: services.keyWrapper,
    clock,
    random,
  });
  const askForRelay = makeAskForRelay({ bus });
  const entities = makeEntities({
    keep: ({ personal, ...kept }) =>
      makeEntityStore(state, {
        ...kept,
        ...(personal && { sealedWith: cipher }),
        ...(Array.isArray(personal) && { sealedFields: new Set<string>(personal) }),
      }),
    commit: makeCommit({
      table: services.tableOnce('state'),
      bus,
      askForRelay,
      clock,
      random,
      log,
      telemetry,
    }),
    clock,
    random,
  });

  const readErased = makeReadErased({ erasures: entities.personErasures, hashes: cipher });

  return {
    ...entities,
    tenantRegions: services.tenantRegions,
    relayOutbox: makeRelayOutbox({ table: state, bus, telemetry }),
    forgetAnswers: makeForgetAnswers({ table: state, clock }),
    idempotency: makeAnswersOfTenants({
      records: makeIdempotencyRecords(state, cipher),
      tenantRegions: services.tenantRegions,
      tenants: entities.tenants,
    }),
    manifests: makeManifests(services.table('mailboxes'), cipher),
    sourceContacts: makeKeepOutErased(makeSourceContacts({ table: contacts, cipher, random }), readErased),
    readErased,
    sharedPeople: makeSharedPeople(contacts, cipher, random),
    keyedHashes: cipher,
    appDirectory: makeAppDirectory({ table: contacts, cipher, clock, random }),
    deltaTokens: makeDeltaTokens({ cipher }),
    snapshots: makeSnapshots(contacts, cipher, random),
    shareLookup: makeShareLookup(index),
    purchaseLookup: makePurchaseLookup({ table: index, clock }),
    consentStates: makeConsentStates({ table: index, clock }),
    signInStates: makeSignInStates({ table: index, clock }),
    dueImports: makeDueImports(index),
    dueErasures: makeDueErasures(index),
    dueBilling: makeDueBilling(index),
    dueLooks: makeDueLooks(index),
    erasureCertificates: makeErasureCertificates(index),
    destroyDataKeys: makeDestroyDataKeys(state),
    tenantRows: makeTenantRows({ state, contacts, mailboxes: services.table('mailboxes'), index }),
  };
};

export type Stores = ReturnType<typeof makeStores>;
