import { makeCommit } from '../shared/adapters/tables/commit.ts';
import { makeConsentStates } from '../shared/adapters/tables/consent-states.ts';
import { makeDataKeyStore } from '../shared/adapters/tables/data-keys.ts';
import { makeDueImports } from '../shared/adapters/tables/due-imports.ts';
import { makeEntityStore } from '../shared/adapters/tables/entity-store.ts';
import { makeIdempotencyRecords } from '../shared/adapters/tables/idempotency-records.ts';
import { makeManifests } from '../shared/adapters/tables/manifests.ts';
import { makeAskForRelay, makeRelayOutbox } from '../shared/adapters/tables/relay.ts';
import { makeShareLookup } from '../shared/adapters/tables/share-lookup.ts';
import { makeSnapshots } from '../shared/adapters/tables/snapshots.ts';
import { makeSourceContacts } from '../shared/adapters/tables/source-contacts.ts';
import { makeTenantCipher } from '../shared/encryption/tenant-cipher.ts';
import { importSchema } from '../shared/imports/import.ts';
import { blockEntityId, blockSchema, runEntityId, runSchema } from '../shared/imports/run.ts';
import { notificationSchema } from '../shared/notifications/notification.ts';
import { shareSchema, shareUseId, shareUseSchema } from '../shared/shares/share.ts';
import { sourceSchema } from '../shared/sources/source.ts';
import { tenantEntityId, tenantSchema } from '../shared/tenants/tenant.ts';
import type { Services } from './services.ts';

export type StoreServices = Pick<
  Services,
  'clock' | 'random' | 'log' | 'bus' | 'keyWrapper' | 'table' | 'tableOnce'
>;

/** What is kept, and where. Kinds are the first part of row keys and stay for ever. */
export const makeStores = (services: StoreServices) => {
  const { clock, random, log, bus } = services;
  const state = services.table('state');
  const contacts = services.table('contacts');
  const index = services.table('index');
  const cipher = makeTenantCipher({
    dataKeys: makeDataKeyStore(state),
    wrapper: services.keyWrapper,
    clock,
    random,
  });
  const sealedWith = cipher;
  const askForRelay = makeAskForRelay({ bus, clock });

  return {
    commit: makeCommit({ table: services.tableOnce('state'), bus, askForRelay, clock, random, log }),
    relayOutbox: makeRelayOutbox({ table: state, bus, clock }),
    idempotency: makeIdempotencyRecords(state, cipher),
    tenants: makeEntityStore(state, {
      kind: 'tenant',
      schema: tenantSchema,
      idOf: () => tenantEntityId,
      sealedWith,
    }),
    notifications: makeEntityStore(state, {
      kind: 'notification',
      schema: notificationSchema,
      idOf: ({ id }) => id,
      sealedWith,
    }),
    sources: makeEntityStore(state, { kind: 'source', schema: sourceSchema, idOf: ({ id }) => id }),
    shares: makeEntityStore(state, { kind: 'share', schema: shareSchema, idOf: ({ id }) => id }),
    shareUses: makeEntityStore(state, { kind: 'share-use', schema: shareUseSchema, idOf: shareUseId }),
    imports: makeEntityStore(state, { kind: 'import', schema: importSchema, idOf: ({ id }) => id }),
    runs: makeEntityStore(state, {
      kind: 'run',
      schema: runSchema,
      idOf: ({ importId, id }) => runEntityId(importId, id),
    }),
    blocks: makeEntityStore(state, { kind: 'block', schema: blockSchema, idOf: blockEntityId }),
    manifests: makeManifests(services.table('mailboxes'), cipher),
    sourceContacts: makeSourceContacts({ table: contacts, cipher, random }),
    snapshots: makeSnapshots(contacts, cipher),
    shareLookup: makeShareLookup(index),
    consentStates: makeConsentStates({ table: index, clock }),
    dueImports: makeDueImports(index),
  };
};

export type Stores = ReturnType<typeof makeStores>;
