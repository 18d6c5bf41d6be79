import { startTables } from '../../local/emulators/tables/server.ts';
import { tables } from '../../shared/adapters/tables/table-names.ts';
import type { Authenticate } from '../../shared/http/principal.ts';
import type { Mailboxes } from '../../shared/imports/mailboxes.ts';
import { systemRandom, tenantId } from '../../shared/kernel/ids.ts';
import type { Result } from '../../shared/kernel/result.ts';
import { systemContext, type TenantContext } from '../../shared/kernel/tenant-context.ts';
import type { Directory } from '../../shared/sources/directory.ts';
import type { SourceReaders } from '../../shared/sources/source-readers.ts';
import { makeRecordingTables } from '../isolation/support/recording-tables.ts';
import { type ComposedApp, makeComposedApp } from '../support/composed-app.ts';

export const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const nobody: Authenticate = async () => ({
  ok: false,
  error: { type: 'unauthenticated', reason: 'missing-token' },
});

const onboard = async (app: ComposedApp, ctx: TenantContext): Promise<void> => {
  const { consentUrl } = must(await app.useCases.createConsentLink(ctx));
  const ticket = new URL(consentUrl).searchParams.get('ticket') ?? '';
  const { redirectTo, cookie } = must(await app.useCases.startConsent({ ticket, correlationId: 'bench' }));
  await app.useCases.finishConsent({
    correlationId: 'bench',
    state: new URL(redirectTo).searchParams.get('state') ?? undefined,
    tenant: ctx.tenantId,
    adminConsent: 'True',
    error: undefined,
    errorDescription: undefined,
    cookie,
  });
};

/** A company that shares its people and one that imports them: the real use cases and table adapters over Azurite. */
export const openPair = async (
  options: {
    readonly mailboxes?: Mailboxes;
    readonly directory?: Directory;
    readonly readers?: SourceReaders;
  } = {},
) => {
  const azurite = await startTables({ port: 0, stateDir: ':memory:', tables: Object.values(tables) });
  // Azurite closes connections that rest for five seconds, which is not long on a busy machine.
  const { table, requests } = makeRecordingTables(azurite.connectionString, tables, 3);
  const app = makeComposedApp({
    table,
    authenticate: nobody,
    operatorTenantId: systemRandom.id(),
    log: (level, message, fields) => {
      if (level === 'error') process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
    },
    ...options,
  });
  const provider = systemContext(tenantId(systemRandom.id()), 'bench');
  const importer = systemContext(tenantId(systemRandom.id()), 'bench');
  await onboard(app, provider);
  await onboard(app, importer);
  const choices = {
    filter: 'all',
    includeDisabled: false,
    includeHidden: false,
    includePhotos: false,
  } as const;
  const source = must(
    await app.useCases.createSource(provider, { ...choices, kind: 'entra-id', settings: {} }),
  ).value;

  return {
    app,
    provider,
    importer,
    source,
    /** What it shows, as of any other. */
    choices,
    requests,
    share: async (sourceIds: readonly string[] = [source.id]) => {
      const { capability } = must(
        await app.useCases.createShare(provider, {
          displayName: 'Everyone',
          sources: sourceIds.map((sourceId) => ({ sourceId })),
          selection: {
            everyone: true,
            users: [],
            groups: [],
            exclude: [],
            filters: { onlyWithNumber: true, includeDisabled: false, includeHidden: false, departments: [] },
          },
          fields: {},
        } as never),
      );
      return capability;
    },
    mailboxIds: (count: number) => Array.from({ length: count }, () => systemRandom.id()),
    /** What a piece of work costs at the tables and the bus. */
    counted: async (work: () => Promise<unknown>) => {
      const sentBefore = app.bus.sent.length;
      requests.length = 0;
      await work();
      return { tableOperations: requests.length, messages: app.bus.sent.length - sentBefore };
    },
    close: () => azurite.close(),
  };
};
