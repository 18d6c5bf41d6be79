import { makeEntities } from '../../functions/entities.ts';
import { makeAppDirectory } from '../../shared/adapters/tables/app-directory.ts';
import type { Table } from '../../shared/adapters/tables/table.ts';
import { makeBuildDirectory } from '../../shared/app-directory/build-directory.ts';
import { makeDeltaTokens } from '../../shared/app-directory/delta-token.ts';
import type { AppDirectory } from '../../shared/app-directory/directory.ts';
import { makeExportContacts } from '../../shared/app-directory/export-contacts.ts';
import { makeMembershipsOf } from '../../shared/app-directory/group-members.ts';
import { makeKeepUp } from '../../shared/app-directory/keep-up.ts';
import { makeListChanges } from '../../shared/app-directory/list-changes.ts';
import { makeLookupNumber } from '../../shared/app-directory/lookup-number.ts';
import { makeNoteUse } from '../../shared/app-directory/note-use.ts';
import { makeOpenForUser } from '../../shared/app-directory/open-for-user.ts';
import { makeReadContact } from '../../shared/app-directory/read-contact.ts';
import type { Contact } from '../../shared/contacts/contact.ts';
import { type AppContract, makeContractEntitlement } from '../../shared/entitlements/app-contract.ts';
import { makeSetContract } from '../../shared/entitlements/set-contract.ts';
import type { Commit } from '../../shared/kernel/commit.ts';
import { asId, type SourceId, systemRandom } from '../../shared/kernel/ids.ts';
import { silentLog } from '../../shared/kernel/log.ts';
import { linkFor } from '../../shared/sources/reading-link.ts';
import { type Source, type SourceContacts, sourceSchema } from '../../shared/sources/source.ts';
import { makeTestClock } from './mailbox-run.ts';
import { makeMemoryGroups } from './memory-groups.ts';
import { makeMemorySourceContacts } from './memory-source-contacts.ts';
import { makeMemoryStores } from './memory-stores.ts';
import { makeMemoryTable, makeMemoryTableClient } from './memory-tables/memory-table.ts';
import { sourceOf } from './source-fixtures.ts';
import { freshTenant } from './tables.ts';
import { tenantOf } from './tenant-fixtures.ts';
import { makeTestCipher } from './test-cipher.ts';

export interface AppBenchOptions {
  readonly table?: Table;
  /** Around the ports that the building calls, to let it die. */
  readonly wrap?: <Port extends object>(port: Port) => Port;
}

const of = (text: string) => asId<SourceId>(`${text.padStart(8, '0')}-0000-4000-8000-000000000000`);

/** A tenant with the app: real use cases and directory over tables in memory. */
export const makeAppBench = ({ table, wrap = (port) => port }: AppBenchOptions = {}) => {
  const ctx = freshTenant();
  const clock = makeTestClock();
  const memory = makeMemoryStores({ clock });
  const entities = makeEntities({
    keep: ({ kind, schema, idOf }) => memory.store({ kind, schema, idOf }),
    commit: memory.commit,
    clock,
    random: systemRandom,
  });
  const { appAccess: access, appContracts: contracts, groupMembers, sources, tenants, commit } = entities;
  const cipher = makeTestCipher();
  const { groups, directory: company } = makeMemoryGroups();
  const rows = makeMemoryTable();
  const directoryOf = (over: Table) => makeAppDirectory({ table: over, cipher, clock, random: systemRandom });
  const directory: AppDirectory = directoryOf(table ?? makeMemoryTableClient(rows));
  const people: SourceContacts = makeMemorySourceContacts();
  const membershipsOf = makeMembershipsOf({ groupMembers, clock });
  const mayUseApp = makeContractEntitlement({ contracts, membershipsOf, clock });
  const openForUser = makeOpenForUser({ mayUseApp, access, membershipsOf });
  const tokens = makeDeltaTokens({ cipher });
  const builder = (over: AppDirectory, committing: Commit) =>
    makeBuildDirectory({
      access,
      sources,
      contacts: people,
      directory: over,
      commit: committing,
      clock,
      log: silentLog,
    });
  const build = builder(
    wrap(table === undefined ? directoryOf(wrap(makeMemoryTableClient(rows))) : directory),
    wrap(commit),
  );
  const keepUp = makeKeepUp({
    access,
    contracts,
    groupMembers,
    sources,
    directory: company,
    commit,
    clock,
    maxAgeMs: 60 * 60_000,
  });
  const setContract = makeSetContract({ contracts, commit, clock });

  let taken = 0;
  /** Delivers what was sent to the directory; answers what else was. */
  const settle = async (): Promise<readonly string[]> => {
    const others: string[] = [];
    for (; taken < memory.sent.length; ) {
      const { queue, body } = memory.sent[taken] ?? { queue: '', body: {} };
      if (queue === 'app-directories') {
        const { sourceId, shelfId } = body as { readonly sourceId?: string; readonly shelfId?: string };
        await (sourceId === undefined ? keepUp(ctx) : build(ctx, { sourceId, shelfId }));
      } else others.push(queue);
      taken++;
    }
    return others;
  };

  const source = async (name: string, fields: Partial<Source> = {}): Promise<Source> => {
    const value = sourceSchema.parse({
      ...sourceOf({ id: of(name), state: 'ready', createdAt: `2026-02-0${name.length}T00:00:00.000Z` }),
      ...fields,
    });
    await commit(ctx, [sources.inserted(ctx, value)]);
    return value;
  };

  return {
    ctx,
    clock,
    rows,
    memory,
    entities,
    directory,
    groups,
    people,
    settle,
    build,
    keepUp,
    setContract,
    have: async () => commit(ctx, [tenants.inserted(ctx, tenantOf(ctx))]),
    contract: async (contract: Partial<AppContract> = {}) => {
      await setContract(ctx, () => true, { users: { who: 'everyone' }, ...contract });
    },
    source,
    change: async (id: string, fields: Partial<Source>) => {
      const held = await sources.get(ctx, id);
      if (held === undefined) throw new Error('no such source');
      const value = sourceSchema.parse({ ...held.value, ...fields });
      await commit(ctx, [sources.replaced(ctx, held.etag, value)]);
    },
    deleteSource: async (id: string) => {
      const held = await sources.get(ctx, id);
      if (held !== undefined) await commit(ctx, [sources.deleted(ctx, held.etag, id)]);
    },
    /** As a read of the source that ends: its people, and the message. */
    read: async (of: Source, contacts: readonly Contact[]) => {
      async function* pages() {
        yield contacts;
      }
      const end = () => ({ fullReadAt: '2026-03-01T08:00:00.000Z', link: linkFor(of, 'DE', 'link') });
      await people.replaceAll(ctx, of.id, pages(), end, { keepPhotos: true });
      await build(ctx, { sourceId: of.id });
    },
    listChanges: makeListChanges({
      openForUser,
      directory,
      tokens,
      noteUse: makeNoteUse({ commit, clock }),
      clock,
    }),
    lookup: makeLookupNumber({ openForUser, directory, tenants, clock }),
    readContact: makeReadContact({ openForUser, directory }),
    exportContacts: makeExportContacts({ openForUser, directory }),
  };
};

export type AppBench = ReturnType<typeof makeAppBench>;

/** What a client keeps that follows the links to their end; undefined where it was asked to start again. */
export const followed = async (
  bench: AppBench,
  userId: string,
  replica: Map<string, unknown>,
  from: string | undefined,
  limit = 7,
): Promise<string | undefined> => {
  for (let cursor = from; ; ) {
    const page = await bench.listChanges(bench.ctx, userId, {
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (!page.ok) return undefined;
    for (const { id, contact } of page.value.items) {
      if (contact === undefined) replica.delete(id);
      else replica.set(id, contact);
    }
    cursor = page.value.token;
    if (!page.value.more) return cursor;
  }
};
