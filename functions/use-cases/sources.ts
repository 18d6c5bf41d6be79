import { makeRecordEdit } from '../../shared/company-lists/record-edit.ts';
import type { Config } from '../../shared/config/config.ts';
import { makeSharesOf } from '../../shared/shares/shares-of.ts';
import { makeChangeSource } from '../../shared/sources/change-source.ts';
import { makeCreateSource } from '../../shared/sources/create-source.ts';
import { makeDeleteSource } from '../../shared/sources/delete-source.ts';
import { makeEnsureFresh } from '../../shared/sources/ensure-fresh.ts';
import { makeHandleRefresh } from '../../shared/sources/handle-refresh.ts';
import { makeReadQuality } from '../../shared/sources/read-quality.ts';
import { makeRefreshSource } from '../../shared/sources/refresh-source.ts';
import { makeRequestRefresh } from '../../shared/sources/request-refresh.ts';
import { sourceKindTable } from '../../shared/sources/source-kinds.ts';
import { makeSourcePasswords } from '../../shared/sources/source-passwords.ts';
import { makeOpenSource } from '../../shared/sources/source-readers.ts';
import { sourceKinds } from '../../shared/sources/source-settings.ts';
import { makeTestSource } from '../../shared/sources/test-source.ts';
import { makeOpenUserSession } from '../../shared/sources/user-sessions.ts';
import { makeNoteAccessRegained } from '../../shared/tenants/look-at-access.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';
import type { Tenancy } from './tenancy.ts';

/** [S0][S1] Sources and their refresh. */
export const makeSourceWork = (config: Config, ports: Ports, stores: Stores, tenancy: Tenancy) => {
  const { clock, random, sleep, log, readers } = ports;
  const { commit, tenants, sources, shares } = stores;
  const { noteAccess, createConsentLink, lookAtAccess, requireTenant } = tenancy;
  const contacts = stores.sourceContacts;
  const noteAccessRegained = makeNoteAccessRegained({ tenants, lookAtAccess });
  const passwords = makeSourcePasswords(ports.secrets);
  const openUserSession = makeOpenUserSession({ sources, passwords, userSignIn: ports.userSignIn, clock });
  const openSource = makeOpenSource({ readers, passwords, openUserSession });
  const refresh = makeRefreshSource({
    sources,
    contacts,
    openSource,
    tenants,
    commit,
    clock,
    noteAccess,
    log,
    noteAccessRegained,
  });
  const recordEdit = makeRecordEdit({ sources, contacts, recordAct: stores.recordAct, commit });
  const use = { sharesOf: makeSharesOf({ shares }) };
  return {
    sourceKindsOffered: sourceKinds.filter(
      (kind) => sourceKindTable[kind].kept === 'by-hand' || readers[kind] !== undefined,
    ),
    createSource: makeCreateSource({ sources, passwords, gate: requireTenant, commit, clock, random }),
    changeSource: makeChangeSource({ sources, passwords, commit }),
    deleteSource: makeDeleteSource({ sources, use, commit, clock }),
    testSource: makeTestSource({ sources, openSource, noteAccess, noteAccessRegained, createConsentLink }),
    requestRefresh: makeRequestRefresh({ sources, recordAct: stores.recordAct, commit, clock }),
    readQuality: makeReadQuality({ sources, contacts }),
    handleRefresh: makeHandleRefresh({ refresh, contacts, passwords, commit, recordEdit }),
    ensureFresh: makeEnsureFresh({
      sources,
      refresh,
      clock,
      sleep,
      maxAgeMs: config.limits.sourceFreshnessMs,
    }),
  };
};

export type SourceWork = ReturnType<typeof makeSourceWork>;
