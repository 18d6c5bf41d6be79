import { makeVaultKey, vaultKeys } from '../../shared/encryption/vault-key.ts';
import { makeHashCapability } from '../../shared/shares/capability.ts';
import { makeChangeShare } from '../../shared/shares/change-share.ts';
import { makeCreateShare } from '../../shared/shares/create-share.ts';
import { makeDeleteShare, makeRevokeShare } from '../../shared/shares/end-share.ts';
import { makePreviewShare } from '../../shared/shares/preview-share.ts';
import { makeRotateShare } from '../../shared/shares/rotate-share.ts';
import { makeSharedContacts } from '../../shared/shares/shared-contacts.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';
import type { SourceWork } from './sources.ts';

/** [H1]–[H4] Shares, and the bridge by which importers read them. */
export const makeShareWork = (ports: Ports, stores: Stores, ensureFresh: SourceWork['ensureFresh']) => {
  const { clock, random, secrets, directory } = ports;
  const { commit, tenants, sources, shares } = stores;
  const hash = makeHashCapability(makeVaultKey({ secrets, random }, vaultKeys.shareCapability));
  const shared = makeSharedContacts({
    shares,
    lookup: stores.shareLookup,
    hash,
    uses: stores.shareUses,
    confirmedDeletions: stores.confirmedDeletions,
    snapshots: stores.snapshots,
    tenants,
    sources,
    contacts: stores.sourceContacts,
    directory,
    ensureFresh,
    commit,
    clock,
  });
  const deps = { shares, sources, lookup: stores.shareLookup, hash, commit, clock, random };
  const change = { ...deps, uses: stores.shareUses, snapshots: stores.snapshots };
  const contacts = stores.sourceContacts;
  return {
    shared,
    createShare: makeCreateShare(deps),
    changeShare: makeChangeShare(change),
    revokeShare: makeRevokeShare(change),
    deleteShare: makeDeleteShare(change),
    rotateShare: makeRotateShare(deps),
    previewShare: makePreviewShare({ shares, sources, contacts, directory, snapshots: stores.snapshots }),
  };
};

export type ShareWork = ReturnType<typeof makeShareWork>;
