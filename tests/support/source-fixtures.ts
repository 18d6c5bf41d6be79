import { makeRecordEdit } from '../../shared/company-lists/record-edit.ts';
import type { Contact } from '../../shared/contacts/contact.ts';
import type { Commit } from '../../shared/kernel/commit.ts';
import { asId, type SourceId } from '../../shared/kernel/ids.ts';
import { silentLog } from '../../shared/kernel/log.ts';
import type { Secrets } from '../../shared/kernel/secrets.ts';
import { makeEnsureFresh } from '../../shared/sources/ensure-fresh.ts';
import { makeHandleRefresh } from '../../shared/sources/handle-refresh.ts';
import { readEntraId } from '../../shared/sources/read-entra-id.ts';
import { makeRefreshSource } from '../../shared/sources/refresh-source.ts';
import { type Source, type SourceContacts, sourceSchema } from '../../shared/sources/source.ts';
import { makeSourcePasswords } from '../../shared/sources/source-passwords.ts';
import { makeOpenSource, type SourceReaders } from '../../shared/sources/source-readers.ts';
import { makeOpenUserSession } from '../../shared/sources/user-sessions.ts';
import { makeFakeDirectory } from './fake-directory.ts';
import { makeFakeSignIn } from './fake-sign-in.ts';
import { makeMemorySecrets } from './memory-secrets.ts';
import { makeMemorySourceContacts } from './memory-source-contacts.ts';
import { makeTenantBench } from './tenant-fixtures.ts';

export const sourceId = asId<SourceId>('5f0c0000-0000-4000-8000-000000000001');

export type EntraSource = Extract<Source, { kind: 'entra-id' }>;

export const sourceOf = (fields: Partial<EntraSource> = {}): EntraSource => ({
  id: sourceId,
  kind: 'entra-id',
  settings: {},
  displayName: 'Microsoft Entra ID',
  filter: 'all',
  includeDisabled: false,
  includeHidden: false,
  includePhotos: true,
  state: 'new',
  createdAt: '2026-03-01T07:00:00.000Z',
  ...fields,
});

export interface SourceBenchOptions {
  readonly contacts?: SourceContacts;
  readonly pageSize?: number;
  /** Beside Entra's. */
  readonly readers?: SourceReaders;
  /** Around the ports that a refresh calls, to let it die. */
  readonly wrap?: <Port extends object>(port: Port) => Port;
  /** Around the rows of sources. */
  readonly around?: <Port extends object>(port: Port) => Port;
}

/** A tenant with a source, its directory and everything of shared/sources around it. */
export const makeSourceBench = ({
  contacts,
  pageSize,
  wrap = (port) => port,
  around = (port) => port,
  readers: more = {},
}: SourceBenchOptions = {}) => {
  const bench = makeTenantBench();
  const fake = makeFakeDirectory(pageSize === undefined ? {} : { pageSize });
  const sources = around(bench.store({ kind: 'source', schema: sourceSchema, idOf: ({ id }) => id }));
  const kept = contacts ?? makeMemorySourceContacts();
  const commit: Commit = wrap(bench.commit);
  const { clock, tenants, noteAccess, noteAccessRegained, ctx } = bench;
  const secrets = makeMemorySecrets();
  const passwords = makeSourcePasswords(wrap<Secrets>(secrets.port));
  const readers: SourceReaders = { 'entra-id': readEntraId(wrap(fake.directory)), ...more };
  const signIn = makeFakeSignIn();
  const userSignIn = wrap(signIn.port);
  const openUserSession = makeOpenUserSession({ sources, passwords, userSignIn, clock });
  const openSource = makeOpenSource({ readers, passwords, openUserSession });
  const refresh = makeRefreshSource({
    sources,
    tenants,
    contacts: wrap(kept),
    openSource,
    commit,
    clock,
    noteAccess,
    noteAccessRegained,
    log: silentLog,
  });
  const waiting = { during: async (_ms: number): Promise<void> => {} };
  const recordEdit = makeRecordEdit({ sources, contacts: wrap(kept), recordAct: bench.recordAct, commit });
  const handleRefresh = makeHandleRefresh({ refresh, contacts: kept, passwords, commit, recordEdit });

  return {
    ...bench,
    ...fake,
    sources,
    contacts: kept,
    refresh: (input: Partial<Parameters<typeof refresh>[1]> = {}) => refresh(ctx, { sourceId, ...input }),
    refreshUseCase: refresh,
    openSource,
    signIn,
    passwords,
    vault: secrets.kept,
    handleRefresh,
    ensureFresh: makeEnsureFresh({
      sources,
      refresh,
      clock,
      sleep: (ms) => waiting.during(ms),
      maxAgeMs: 60 * 60_000,
    }),
    /** What happens while someone waits; nothing unless told. */
    waiting,
    haveSource: async (fields: Partial<EntraSource> = {}) => {
      await bench.commit(ctx, [sources.inserted(ctx, sourceOf(fields))]);
    },
    source: async () => (await sources.get(ctx, sourceId))?.value,
    setSource: async (change: (source: Source) => Source) => {
      const known = await sources.get(ctx, sourceId);
      if (known !== undefined)
        await bench.commit(ctx, [sources.replaced(ctx, known.etag, change(known.value))]);
    },
    everyone: async () => {
      const all: Contact[] = [];
      for await (const page of kept.all(ctx, sourceId)) all.push(...page);
      return all.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    queued: () => bench.sent.filter(({ queue }) => queue === 'source-refreshes'),
  };
};
