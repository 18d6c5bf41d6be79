import { z } from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { accepted, created, okReply } from '../../shared/http/reply.ts';
import type { makeChangeImport, makeDeleteImport, makeRunNow } from '../../shared/imports/change-import.ts';
import type { makeCreateImport } from '../../shared/imports/create-import.ts';
import {
  folderSchema,
  type Import,
  type ImportStore,
  importStates,
  targetsSchema,
} from '../../shared/imports/import.ts';
import { mailboxResultSchema } from '../../shared/imports/mailbox-result.ts';
import type { makeListMailboxResults, makeReadRun } from '../../shared/imports/read-run.ts';
import {
  type Run,
  type RunStore,
  runFailures,
  runStates,
  runTriggers,
  totalsSchema,
} from '../../shared/imports/run.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';

export interface ImportRouteDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly createImport: ReturnType<typeof makeCreateImport>;
  readonly changeImport: ReturnType<typeof makeChangeImport>;
  readonly deleteImport: ReturnType<typeof makeDeleteImport>;
  readonly runNow: ReturnType<typeof makeRunNow>;
  readonly readRun: ReturnType<typeof makeReadRun>;
  readonly listMailboxResults: ReturnType<typeof makeListMailboxResults>;
}

const name = z.string().trim().min(1).max(120);
const targets = z
  .strictObject({
    users: targetsSchema.shape.users.default([]),
    groups: targetsSchema.shape.groups.default([]),
  })
  .meta({ description: 'Whose mailboxes are filled, by Entra object id of users and groups.' });
const dailyAt = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time-of-day')
  .meta({
    description: 'Local time of the daily run, HH:MM in the time zone of the tenant.',
    example: '02:30',
  });
const category = z.string().trim().min(1).max(120).meta({ description: 'Outlook category of the contacts.' });

const importView = z
  .strictObject({
    id: z.guid(),
    displayName: z.string(),
    share: z.strictObject({ displayName: z.string(), provider: z.string(), providerTenantId: z.guid() }),
    targets: targetsSchema,
    folder: folderSchema,
    category: z.string(),
    dailyAt: z.string(),
    state: z.enum(importStates),
    nextRunAt: z.string(),
    activeRun: z.string().optional().meta({ description: 'The run under way.' }),
    createdAt: z.string(),
    changedAt: z.string(),
  })
  .meta({ id: 'Import' });

const runView = z
  .strictObject({
    id: z.string(),
    importId: z.guid(),
    trigger: z.enum(runTriggers),
    state: z.enum(runStates),
    requestedAt: z.string(),
    startedAt: z.string().optional(),
    finishedAt: z.string().optional(),
    contacts: z.number().int().meta({ description: 'Contacts that the share offers.' }),
    progress: z.number().min(0).max(1),
    totals: totalsSchema,
    reason: z.enum(runFailures).optional(),
    correlationId: z.string(),
  })
  .meta({ id: 'Run' });

const viewOf = ({ grant, shareName, providerName, pendingRun: _pending, ...rest }: Import) => ({
  ...rest,
  share: { displayName: shareName, provider: providerName, providerTenantId: grant.providerTenantId },
});

const runViewOf = ({ snapshot: _s, blocks: _b, blocksDone: _d, layout: _l, ...run }: Run) => {
  const { mailboxes, mailboxesDone, mailboxesFailed } = run.totals;
  const open = run.state === 'queued' || run.state === 'running';
  return { ...run, progress: open ? (mailboxesDone + mailboxesFailed) / Math.max(1, mailboxes) : 1 };
};

const runPath = (run: Pick<Run, 'importId' | 'id'>) => `/v1/imports/${run.importId}/runs/${run.id}`;
const read = { roles: ['Reader', 'Admin'] } as const;
const change = { roles: ['Admin'] } as const;
const tag = 'Imports';

export const importRoutes = (deps: ImportRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'createImport',
    method: 'POST',
    path: '/v1/imports',
    summary: 'Fill mailboxes with the contacts of a share; the first run starts at once',
    tag,
    access: change,
    idempotent: true,
    body: z.strictObject({
      displayName: name.optional(),
      shareId: z
        .string()
        .min(1)
        .max(128)
        .meta({ description: 'The id that the provider of the share sent.' }),
      targets,
      folder: folderSchema.optional().meta({
        description:
          'An own folder (default: named like the share), or the default folder, the only one many phones show.',
      }),
      category: category.optional(),
      dailyAt: dailyAt.optional(),
    }),
    replies: { 201: importView },
    errors: ['invalid', 'share-unusable', 'consent-required', 'access-blocked'],
    handler: async ({ ctx, body }) => {
      const result = await deps.createImport(ctx, body);
      if (!result.ok) return result;
      const { value, etag } = result.value;
      return ok(created(viewOf(value), { location: `/v1/imports/${value.id}`, etag }));
    },
  }),
  defineRoute({
    operationId: 'listImports',
    method: 'GET',
    path: '/v1/imports',
    summary: 'List the imports of the own company',
    tag,
    access: read,
    paged: true,
    replies: { 200: listOf(importView) },
    errors: [],
    handler: async ({ ctx, page }) =>
      ok(listReply(page, await deps.imports.list(ctx, page.request), ({ value }) => viewOf(value))),
  }),
  defineRoute({
    operationId: 'getImport',
    method: 'GET',
    path: '/v1/imports/{importId}',
    summary: 'Read an import',
    tag,
    access: read,
    replies: { 200: importView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const found = await deps.imports.get(ctx, params.importId);
      return found === undefined ? err(notFound) : ok(okReply(viewOf(found.value), { etag: found.etag }));
    },
  }),
  defineRoute({
    operationId: 'changeImport',
    method: 'PATCH',
    path: '/v1/imports/{importId}',
    summary: 'Change an import; other targets or another category start a run',
    tag,
    access: change,
    precondition: 'required',
    body: z.strictObject({
      displayName: name.optional(),
      targets: targets.optional(),
      category: category.optional(),
      dailyAt: dailyAt.optional(),
    }),
    replies: { 200: importView },
    errors: ['not-found', 'stale', 'conflict', 'invalid'],
    handler: async ({ ctx, params, body, etag }) => {
      const result = await deps.changeImport(ctx, params.importId, (stored) => matches(etag, stored), body);
      return result.ok ? ok(okReply(viewOf(result.value.value), { etag: result.value.etag })) : result;
    },
  }),
  defineRoute({
    operationId: 'deleteImport',
    method: 'DELETE',
    path: '/v1/imports/{importId}',
    summary: 'Take the contacts out of every mailbox, then delete the import',
    tag,
    access: change,
    precondition: 'required',
    replies: { 202: importView },
    errors: ['not-found', 'stale', 'conflict', 'invalid'],
    handler: async ({ ctx, params, etag }) => {
      const result = await deps.deleteImport(ctx, params.importId, (stored) => matches(etag, stored));
      if (!result.ok) return result;
      const { value } = result.value;
      const location =
        value.activeRun === undefined
          ? `/v1/imports/${value.id}`
          : runPath({ importId: value.id, id: value.activeRun });
      return ok(accepted(viewOf(value), { location }));
    },
  }),
  defineRoute({
    operationId: 'startRun',
    method: 'POST',
    path: '/v1/imports/{importId}/runs',
    summary: 'Run an import now',
    tag,
    limit: { class: 'expensive' },
    access: change,
    idempotent: true,
    replies: { 202: runView },
    errors: ['not-found', 'stale', 'conflict', 'invalid'],
    handler: async ({ ctx, params }) => {
      const result = await deps.runNow(ctx, params.importId);
      return result.ok ? ok(accepted(runViewOf(result.value), { location: runPath(result.value) })) : result;
    },
  }),
  defineRoute({
    operationId: 'listRuns',
    method: 'GET',
    path: '/v1/imports/{importId}/runs',
    summary: 'List the runs of an import, the newest first',
    tag,
    access: read,
    paged: true,
    replies: { 200: listOf(runView) },
    errors: ['not-found'],
    handler: async ({ ctx, params, page }) => {
      if ((await deps.imports.get(ctx, params.importId)) === undefined) return err(notFound);
      const runs = await deps.runs.list(ctx, page.request, `${params.importId}~`);
      return ok(listReply(page, runs, ({ value }) => runViewOf(value)));
    },
  }),
  defineRoute({
    operationId: 'getRun',
    method: 'GET',
    path: '/v1/imports/{importId}/runs/{runId}',
    summary: 'Read a run, with its figures so far while it is under way',
    tag,
    access: read,
    replies: { 200: runView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const run = await deps.readRun(ctx, params.importId, params.runId);
      return run === undefined ? err(notFound) : ok(okReply(runViewOf(run.value)));
    },
  }),
  defineRoute({
    operationId: 'listRunMailboxes',
    method: 'GET',
    path: '/v1/imports/{importId}/runs/{runId}/mailboxes',
    summary: 'See what a run did in each mailbox',
    tag,
    access: read,
    paged: true,
    replies: { 200: listOf(mailboxResultSchema.meta({ id: 'MailboxResult' })) },
    errors: ['not-found'],
    handler: async ({ ctx, params, page }) => {
      const run = await deps.readRun(ctx, params.importId, params.runId);
      if (run === undefined) return err(notFound);
      const results = await deps.listMailboxResults(ctx, run.value, page.request);
      return ok(listReply(page, results, (result) => result));
    },
  }),
];
