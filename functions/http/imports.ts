import { z } from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { accepted, created, okReply } from '../../shared/http/reply.ts';
import type { makeChangeImport, makeDeleteImport } from '../../shared/imports/change-import.ts';
import type { makeCreateImport } from '../../shared/imports/create-import.ts';
import { defaultDeletionLimit, deletionLimitSchema } from '../../shared/imports/deletion-limit.ts';
import {
  folderSchema,
  gateSchema,
  type Import,
  type ImportStore,
  importStates,
  targetsSchema,
} from '../../shared/imports/import.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import { type RunRouteDeps, runRoutes } from './import-runs.ts';
import { runPath } from './run-view.ts';

export interface ImportRouteDeps extends RunRouteDeps {
  readonly imports: ImportStore;
  readonly createImport: ReturnType<typeof makeCreateImport>;
  readonly changeImport: ReturnType<typeof makeChangeImport>;
  readonly deleteImport: ReturnType<typeof makeDeleteImport>;
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

const deletionLimit = deletionLimitSchema.partial().meta({
  description:
    'What a run may take away unasked. A mailbox is left as it is where more than `percent` of its contacts and more ' +
    'than `contacts` would be deleted; mailboxes are not emptied where their groups lose more than `percent` of them ' +
    'and more than 3. Default: 20 and 5.',
});
const gateView = gateSchema.meta({
  id: 'Gate',
  description:
    'Deletions that wait for a confirmation: `contacts`, up to `deletions` of `of` in each of `mailboxes`; or ' +
    '`mailboxes` that would be emptied because groups have shrunk.',
});

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
    deletionLimit: deletionLimitSchema,
    gate: gateView.optional(),
    createdAt: z.string(),
    changedAt: z.string(),
  })
  .meta({ id: 'Import' });

const viewOf = ({
  grant,
  shareName,
  providerName,
  pendingRun: _pending,
  targetsCutAt: _cut,
  deletionLimit = defaultDeletionLimit,
  ...rest
}: Import) => ({
  ...rest,
  deletionLimit,
  share: { displayName: shareName, provider: providerName, providerTenantId: grant.providerTenantId },
});

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
      deletionLimit: deletionLimit.optional(),
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
  ...runRoutes(deps),
];
