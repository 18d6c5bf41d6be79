import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { accepted, okReply } from '../../shared/http/reply.ts';
import type { makeConfirmDeletions, makeRequestPreview } from '../../shared/imports/ask-for-run.ts';
import type { makeRunNow } from '../../shared/imports/change-import.ts';
import type { ImportStore } from '../../shared/imports/import.ts';
import type { makeListMailboxResults, makeReadRun } from '../../shared/imports/read-run.ts';
import type { RunStore } from '../../shared/imports/run.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import { mailboxView, mailboxViewOf, runPath, runView, runViewOf } from './run-view.ts';

export interface RunRouteDeps {
  readonly imports: Pick<ImportStore, 'get'>;
  readonly runs: RunStore;
  readonly runNow: ReturnType<typeof makeRunNow>;
  readonly requestPreview: ReturnType<typeof makeRequestPreview>;
  readonly confirmDeletions: ReturnType<typeof makeConfirmDeletions>;
  readonly readRun: ReturnType<typeof makeReadRun>;
  readonly listMailboxResults: ReturnType<typeof makeListMailboxResults>;
}

const read = { roles: ['Reader', 'Admin'] } as const;
const change = { roles: ['Admin'] } as const;
const tag = 'Imports';

/** Runs of imports: asking for them, and what they did. */
export const runRoutes = (deps: RunRouteDeps): readonly Route[] => [
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
      return result.ok
        ? ok(accepted(runViewOf(result.value, ctx.language), { location: runPath(result.value) }))
        : result;
    },
  }),
  defineRoute({
    operationId: 'previewImport',
    method: 'POST',
    path: '/v1/imports/{importId}/previews',
    summary: 'See what a run would do now, without writing anything',
    description:
      'Starts a run with `trigger` `preview`: it reads the mailboxes and ends with the figures of what it would create, ' +
      'update and delete, mailbox by mailbox. A run that is asked for meanwhile follows it.',
    tag,
    limit: { class: 'expensive' },
    access: change,
    idempotent: true,
    replies: { 202: runView },
    errors: ['not-found', 'stale', 'conflict'],
    handler: async ({ ctx, params }) => {
      const result = await deps.requestPreview(ctx, params.importId);
      return result.ok
        ? ok(accepted(runViewOf(result.value, ctx.language), { location: runPath(result.value) }))
        : result;
    },
  }),
  defineRoute({
    operationId: 'confirmDeletions',
    method: 'POST',
    path: '/v1/imports/{importId}/confirmations',
    summary: 'Let one run delete what the gate of an import holds back',
    description:
      'The body repeats what the `gate` of the import tells. The run starts at once and deletes so much and no more; ' +
      'if it would be more by then, the deletions are held back again.',
    tag,
    limit: { class: 'expensive' },
    access: change,
    idempotent: true,
    body: z.strictObject({
      runId: z.string().min(1).max(128).meta({ description: 'The `runId` of the gate.' }),
      deletions: z.number().int().min(0).meta({ description: 'The `deletions` of the gate.' }),
    }),
    replies: { 202: runView },
    errors: ['not-found', 'stale', 'conflict'],
    handler: async ({ ctx, params, body }) => {
      const result = await deps.confirmDeletions(ctx, params.importId, body);
      return result.ok
        ? ok(accepted(runViewOf(result.value, ctx.language), { location: runPath(result.value) }))
        : result;
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
      return ok(listReply(page, runs, ({ value }) => runViewOf(value, ctx.language)));
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
      return run === undefined ? err(notFound) : ok(okReply(runViewOf(run.value, ctx.language)));
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
    replies: { 200: listOf(mailboxView) },
    errors: ['not-found'],
    handler: async ({ ctx, params, page }) => {
      const run = await deps.readRun(ctx, params.importId, params.runId);
      if (run === undefined) return err(notFound);
      const results = await deps.listMailboxResults(ctx, run.value, page.request);
      return ok(listReply(page, results, (result) => mailboxViewOf(result, ctx.language)));
    },
  }),
];
