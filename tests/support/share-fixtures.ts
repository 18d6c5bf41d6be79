import type { Contact } from '../../shared/contacts/contact.ts';
import { defaultFieldPolicy } from '../../shared/contacts/field-policy.ts';
import { fromIso, toIso } from '../../shared/kernel/clock.ts';
import { notFound, type ShareUnusable, type Throttled } from '../../shared/kernel/failures.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { makeHashCapability } from '../../shared/shares/capability.ts';
import { makeChangeShare } from '../../shared/shares/change-share.ts';
import { confirmedDeletionsId, confirmedDeletionsSchema } from '../../shared/shares/confirmed-deletions.ts';
import { makeCreateShare, type NewShare } from '../../shared/shares/create-share.ts';
import { makeDeleteShare, makeRevokeShare } from '../../shared/shares/end-share.ts';
import { makePreviewShare } from '../../shared/shares/preview-share.ts';
import { makeRotateShare } from '../../shared/shares/rotate-share.ts';
import {
  type Grant,
  type Selection,
  type ShareLookup,
  shareSchema,
  shareUseId,
  shareUseSchema,
} from '../../shared/shares/share.ts';
import { makeSharedContacts } from '../../shared/shares/shared-contacts.ts';
import type { OfferedSnapshot, Snapshot, SnapshotInfo, Snapshots } from '../../shared/shares/snapshot.ts';
import type { Directory, DirectoryFailure } from '../../shared/sources/directory.ts';
import { inPages } from './people.ts';
import { makeSourceBench, sourceId } from './source-fixtures.ts';
import { freshTenant } from './tables.ts';
import { succeeded } from './tenant-fixtures.ts';

export const always = () => true;
export const firstPage = { offset: 0, limit: 200 };

/** Everyone, nothing left out by the share's own filters, unless said otherwise. */
export const selecting = (
  fields: Partial<Omit<Selection, 'filters'>> & { readonly filters?: Partial<Selection['filters']> } = {},
): Selection => ({
  everyone: true,
  users: [],
  groups: [],
  exclude: [],
  ...fields,
  filters: {
    onlyWithNumber: false,
    includeDisabled: true,
    includeHidden: true,
    departments: [],
    ...fields.filters,
  },
});

const makeMemoryLookup = (): ShareLookup & { readonly hashes: ReadonlyMap<string, Grant> } => {
  const hashes = new Map<string, Grant>();
  return {
    hashes,
    find: async (hash) => hashes.get(hash),
    put: async (_ctx, hash, grant) => void hashes.set(hash, grant),
    remove: async (_ctx, hash) => void hashes.delete(hash),
  };
};

const makeMemorySnapshots = () => {
  const kept = new Map<string, { info: SnapshotInfo; snapshot: Snapshot }[]>();
  const keyOf = (ctx: TenantContext, id: string) => `${ctx.tenantId}|${id}`;
  const of = (ctx: TenantContext, id: string) => kept.get(keyOf(ctx, id)) ?? [];
  let saves = 0;
  const whole = (offered: OfferedSnapshot): Snapshot => ({ ...offered, contacts: [...offered.contacts] });
  const snapshots: Snapshots = {
    newest: async (ctx, id) => of(ctx, id)[0]?.info,
    save: async (ctx, id, info, snapshot) => {
      saves++;
      const others = of(ctx, id).filter((each) => each.info.version !== info.version);
      kept.set(keyOf(ctx, id), [{ info, snapshot: whole(snapshot) }, ...others].slice(0, 3));
    },
    load: async (ctx, id, version) => of(ctx, id).find(({ info }) => info.version === version)?.snapshot,
    loadKeys: async (ctx, id, version) => (await snapshots.load(ctx, id, version))?.contacts,
    remove: async (ctx, id) => void kept.delete(keyOf(ctx, id)),
  };
  return { snapshots, kept, saves: () => saves };
};

export interface ShareBenchOptions {
  /** Around the ports that writes go through, to let them die. */
  readonly wrap?: <Port extends object>(port: Port) => Port;
}

/** A provider with a source that was read, a partner, and everything of shared/shares around them. */
export const makeShareBench = ({ wrap = (port) => port }: ShareBenchOptions = {}) => {
  const bench = makeSourceBench();
  const { sources, contacts, tenants, clock, random, ctx } = bench;
  const shares = bench.store({ kind: 'share', schema: shareSchema, idOf: ({ id }) => id });
  const uses = bench.store({ kind: 'share-use', schema: shareUseSchema, idOf: shareUseId });
  const memoryLookup = makeMemoryLookup();
  const memorySnapshots = makeMemorySnapshots();
  const groups = new Map<string, readonly string[]>();
  const groupReads: string[] = [];
  const control = {
    groupFailure: undefined as DirectoryFailure | undefined,
    fresh: ok(undefined) as Result<void, Throttled>,
  };
  const directory: Directory = {
    ...bench.directory,
    membersOf: async (_ctx, group) => {
      groupReads.push(group);
      if (control.groupFailure !== undefined) return err(control.groupFailure);
      const members = groups.get(group);
      return members === undefined ? err(notFound) : ok(members);
    },
  };
  const deps = {
    sources,
    contacts,
    tenants,
    directory,
    shares,
    uses,
    confirmedDeletions: bench.store({
      kind: 'confirmed-deletions',
      schema: confirmedDeletionsSchema,
      idOf: confirmedDeletionsId,
    }),
    clock,
    random,
    lookup: wrap<ShareLookup>(memoryLookup),
    snapshots: wrap(memorySnapshots.snapshots),
    commit: wrap(bench.commit),
    hash: makeHashCapability(async () => Buffer.alloc(32, 5)),
    ensureFresh: async () => control.fresh,
  };
  const partner = freshTenant();
  const createShare = makeCreateShare(deps);
  const newShare = (fields: Partial<NewShare> = {}): NewShare => ({
    displayName: 'Müller',
    sources: [{ sourceId }],
    selection: selecting(),
    fields: defaultFieldPolicy,
    ...fields,
  });

  return {
    ...bench,
    ...deps,
    control,
    partner,
    groups,
    groupReads,
    newShare,
    hashes: memoryLookup.hashes,
    copies: memorySnapshots.kept,
    saves: memorySnapshots.saves,
    createShare,
    changeShare: makeChangeShare(deps),
    revokeShare: makeRevokeShare(deps),
    deleteShare: makeDeleteShare(deps),
    rotateShare: makeRotateShare(deps),
    previewShare: makePreviewShare(deps),
    shared: makeSharedContacts(deps),
    have: async () => {
      await bench.have();
      await bench.haveSource({ state: 'ready', includeDisabled: true, includeHidden: true });
    },
    /** A share and its capability. */
    share: async (fields: Partial<NewShare> = {}) => {
      const made = succeeded(await createShare(ctx, newShare(fields)));
      return { id: made.share.value.id, capability: made.capability };
    },
    /** The source has these people, and nobody else. */
    offer: async (people: readonly Contact[]) => {
      const end = () => ({ fullReadAt: toIso(clock.now()) });
      await contacts.replaceAll(ctx, sourceId, inPages(people, 2), end, { keepPhotos: false });
    },
    stored: async (id: string) => (await shares.get(ctx, id))?.value,
    usesOf: async (id: string) => {
      const found = [];
      for await (const { value } of uses.all(ctx, `${id}~`)) found.push(value);
      return found;
    },
  };
};

export const unusable = (reason: ShareUnusable['reason']) => ({
  ok: false,
  error: { type: 'share-unusable', reason },
});

export const daysAfter = (iso: string, days: number): string => toIso(fromIso(iso) + days * 86_400_000);
