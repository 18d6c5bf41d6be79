import { makeBuildDirectory } from '../../shared/app-directory/build-directory.ts';
import { makeExportContacts } from '../../shared/app-directory/export-contacts.ts';
import { makeMembershipsOf } from '../../shared/app-directory/group-members.ts';
import { makeKeepUp } from '../../shared/app-directory/keep-up.ts';
import { makeListChanges } from '../../shared/app-directory/list-changes.ts';
import { makeLookupNumber } from '../../shared/app-directory/lookup-number.ts';
import { makeNoteUse } from '../../shared/app-directory/note-use.ts';
import { makeOpenForUser } from '../../shared/app-directory/open-for-user.ts';
import { makeReadContact } from '../../shared/app-directory/read-contact.ts';
import { makeReadMyBrand, makeReadMyLogo } from '../../shared/brand/read-brand.ts';
import { makeSetBrand } from '../../shared/brand/set-brand.ts';
import type { Config } from '../../shared/config/config.ts';
import { makeAnyChannel } from '../../shared/entitlements/any-channel.ts';
import { makeContractEntitlement } from '../../shared/entitlements/app-contract.ts';
import { type MayUseApp, makeRememberedEntitlement } from '../../shared/entitlements/app-entitlement.ts';
import { makeSetContract } from '../../shared/entitlements/set-contract.ts';
import { makeReadMySubscription } from '../../shared/store-purchases/read-my-subscription.ts';
import type { ReadPurchases } from '../../shared/store-purchases/store-entitlement.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';

/** [S9] What the app asks for, who may ask, and what keeps it up to date. */
export const makeAppWork = (
  config: Config,
  ports: Ports,
  stores: Stores,
  channels: {
    readonly bySeat: MayUseApp;
    readonly byStore: MayUseApp;
    readonly readPurchases: ReadPurchases;
  },
) => {
  const { clock, log } = ports;
  const { commit, groupMembers, appContracts: contracts, appAccess: access, tenants, sources } = stores;
  const directory = stores.appDirectory;
  const membershipsOf = makeMembershipsOf({ groupMembers, clock });
  const byContract = makeContractEntitlement({ contracts, membershipsOf, clock });
  const { bySeat, byStore, readPurchases } = channels;
  const byAny = makeAnyChannel([byContract, bySeat, byStore]);
  const mayUseApp = makeRememberedEntitlement(byAny, clock);
  const branded = makeRememberedEntitlement(byContract, clock);
  const openForUser = makeOpenForUser({ mayUseApp, access, membershipsOf });
  const noteUse = makeNoteUse({ commit, clock });
  const tokens = stores.deltaTokens;
  return {
    readMySubscription: makeReadMySubscription({
      channels: { contract: byContract, seat: bySeat, store: byStore },
      mayUseApp: byAny,
      readPurchases,
    }),
    setBrand: makeSetBrand(stores),
    readMyBrand: makeReadMyBrand({ ...stores, byContract: branded }),
    readMyLogo: makeReadMyLogo({ ...stores, byContract: branded }),
    setContract: makeSetContract({ contracts, commit, clock }),
    listContactChanges: makeListChanges({ openForUser, directory, tokens, noteUse, clock }),
    lookupNumber: makeLookupNumber({ openForUser, directory, tenants, clock }),
    readContact: makeReadContact({ openForUser, directory }),
    exportContacts: makeExportContacts({ openForUser, directory }),
    buildAppDirectory: makeBuildDirectory({
      access,
      sources,
      contacts: stores.sourceContacts,
      directory,
      commit,
      clock,
      log,
    }),
    keepAppUp: makeKeepUp({
      access,
      contracts,
      groupMembers,
      sources,
      directory: ports.directory,
      commit,
      clock,
      maxAgeMs: config.limits.sourceFreshnessMs,
    }),
  };
};
