import * as z from 'zod';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { accepted, created, noContent, okReply } from '../../shared/http/reply.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { Language } from '../../shared/kernel/tenant-context.ts';
import type { makeChangeSource } from '../../shared/sources/change-source.ts';
import type { makeCreateSource } from '../../shared/sources/create-source.ts';
import type { makeDeleteSource } from '../../shared/sources/delete-source.ts';
import type { makeRequestRefresh } from '../../shared/sources/request-refresh.ts';
import { type Source, type SourceStore, sourceFields, sourceStates } from '../../shared/sources/source.ts';
import { type SourceKind, settingsSchemas, sourceKinds } from '../../shared/sources/source-settings.ts';
import type { makeTestSource, SourceTest } from '../../shared/sources/test-source.ts';
import {
  appAudience,
  changedSettings,
  displayName,
  filter,
  newSourceBody,
  password,
} from './source-bodies.ts';
import { reasonText, testText } from './source-words.ts';

export interface SourceRouteDeps {
  readonly sources: SourceStore;
  readonly sourceKindsOffered: readonly SourceKind[];
  readonly createSource: ReturnType<typeof makeCreateSource>;
  readonly changeSource: ReturnType<typeof makeChangeSource>;
  readonly deleteSource: ReturnType<typeof makeDeleteSource>;
  readonly testSource: ReturnType<typeof makeTestSource>;
  readonly requestRefresh: ReturnType<typeof makeRequestRefresh>;
}

const { lastRefresh, lastError } = sourceFields;

const sourceView = z
  .strictObject({
    id: z.guid(),
    kind: z.enum(sourceKinds),
    displayName: z.string(),
    settings: z
      .union([...new Set(Object.values(settingsSchemas))])
      .meta({ description: 'Of the kind, without a password.' }),
    filter: sourceFields.filter,
    includeDisabled: z.boolean(),
    includeHidden: z.boolean(),
    includePhotos: z.boolean(),
    appAudience: appAudience.optional().meta({
      description: 'Who finds these people in the app. Absent for personal contacts: their own user.',
    }),
    state: z.enum(sourceStates),
    createdAt: z.string(),
    signedInAt: sourceFields.signedInAt.meta({
      description: 'When the user signed in whose contacts it reads.',
    }),
    lastRefresh: lastRefresh.meta({ description: 'The last one that succeeded.' }),
    lastError: lastError
      .unwrap()
      .extend({ text: z.string().meta({ description: 'What happened and what to do.' }) })
      .optional(),
  })
  .meta({ id: 'Source' });

const testView = z
  .strictObject({
    works: z.boolean(),
    reason: lastError.unwrap().shape.reason.optional(),
    text: z.string().meta({ description: 'What was found and what to do.' }),
    code: z.string().optional().meta({ description: 'Microsoft’s code, for the company’s IT.' }),
    missingPermissions: z.array(z.string()).optional(),
    consentUrl: z.string().optional(),
    retryAfterSeconds: z.number().optional(),
  })
  .meta({ id: 'SourceTest' });

const viewOf = (
  {
    leaseUntil: _lease,
    passwordVersion: _password,
    passwordBegun: _begun,
    lastEdit: _edit,
    lastError: error,
    ...source
  }: Source,
  language: Language,
) => ({
  ...source,
  ...(source.kind === 'office-365' ? {} : { appAudience: source.appAudience ?? { who: 'none' as const } }),
  ...(error === undefined ? {} : { lastError: { ...error, text: reasonText(error.reason, language) } }),
});

const testViewOf = (test: SourceTest, language: Language) => {
  const text = testText(test, language);
  if (test.type === 'works') return { works: true, text };
  if (test.type === 'source-refused') {
    const { type: _type, ...shown } = test;
    return { works: false, text, ...shown };
  }
  const { type: reason, ...details } = test;
  const { service: _service, ...shown } = { service: '', ...details };
  return { works: false, reason, text, ...shown };
};

const read = { roles: ['Reader', 'Admin'] } as const;
const change = { roles: ['Admin'] } as const;
const tag = 'Sources';

export const sourceRoutes = (deps: SourceRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'createSource',
    method: 'POST',
    path: '/v1/sources',
    summary: 'Add a place that contacts are read from; it is read at once',
    tag,
    access: change,
    idempotent: true,
    body: newSourceBody(deps.sourceKindsOffered),
    replies: { 201: sourceView },
    errors: ['consent-required', 'access-blocked'],
    handler: async ({ ctx, body }) => {
      const result = await deps.createSource(ctx, body);
      if (!result.ok) return result;
      const { value, etag } = result.value;
      return ok(created(viewOf(value, ctx.language), { location: `/v1/sources/${value.id}`, etag }));
    },
  }),
  defineRoute({
    operationId: 'listSources',
    method: 'GET',
    path: '/v1/sources',
    summary: 'List the sources of the own company',
    tag,
    access: read,
    paged: true,
    replies: { 200: listOf(sourceView) },
    errors: [],
    handler: async ({ ctx, page }) => {
      const found = await deps.sources.list(ctx, page.request);
      return ok(listReply(page, found, ({ value }) => viewOf(value, ctx.language)));
    },
  }),
  defineRoute({
    operationId: 'getSource',
    method: 'GET',
    path: '/v1/sources/{sourceId}',
    summary: 'Read a source: its state, its last refresh and its last error',
    tag,
    access: read,
    replies: { 200: sourceView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const found = await deps.sources.get(ctx, params.sourceId);
      if (found === undefined) return err(notFound);
      return ok(okReply(viewOf(found.value, ctx.language), { etag: found.etag }));
    },
  }),
  defineRoute({
    operationId: 'changeSource',
    method: 'PATCH',
    path: '/v1/sources/{sourceId}',
    summary: 'Change the name of a source, whom it shows, or where and how it is read',
    tag,
    access: change,
    precondition: 'required',
    body: z.strictObject({
      displayName: displayName.optional(),
      settings: z.record(z.string(), z.unknown()).optional().meta({
        description: 'All settings of its kind, in place of the present ones; everyone is read anew.',
      }),
      password: password.optional(),
      filter: filter.optional(),
      includeDisabled: z.boolean().optional(),
      includeHidden: z.boolean().optional(),
      includePhotos: z.boolean().optional(),
      appAudience: appAudience.optional(),
    }),
    replies: { 200: sourceView },
    errors: ['not-found', 'stale', 'invalid'],
    handler: async ({ ctx, params, body: { settings: given, ...body }, etag }) => {
      const known = await deps.sources.get(ctx, params.sourceId);
      if (known === undefined) return err(notFound);
      const settings = given === undefined ? ok(undefined) : changedSettings(known.value.kind, given);
      if (!settings.ok) return settings;
      const changes = { ...body, settings: settings.value };
      const result = await deps.changeSource(
        ctx,
        params.sourceId,
        (stored) => matches(etag, stored),
        changes,
      );
      if (!result.ok) return result;
      return ok(okReply(viewOf(result.value.value, ctx.language), { etag: result.value.etag }));
    },
  }),
  defineRoute({
    operationId: 'deleteSource',
    method: 'DELETE',
    path: '/v1/sources/{sourceId}',
    summary: 'Delete a source that no share uses, and all of its contacts',
    tag,
    access: change,
    precondition: 'optional',
    replies: { 204: z.undefined() },
    errors: ['not-found', 'stale', 'conflict'],
    handler: async ({ ctx, params, etag }) => {
      const allowed = (stored: string) => etag === undefined || matches(etag, stored);
      const result = await deps.deleteSource(ctx, params.sourceId, allowed);
      return result.ok ? ok(noContent()) : result;
    },
  }),
  defineRoute({
    operationId: 'testSource',
    method: 'POST',
    path: '/v1/sources/{sourceId}/test',
    summary: 'Try now whether a source can be read',
    tag,
    limit: { class: 'expensive' },
    access: change,
    replies: { 200: testView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const result = await deps.testSource(ctx, params.sourceId);
      return result.ok ? ok(okReply(testViewOf(result.value, ctx.language))) : result;
    },
  }),
  defineRoute({
    operationId: 'refreshSource',
    method: 'POST',
    path: '/v1/sources/{sourceId}/refresh',
    summary: 'Read a source now; the source itself tells how it went',
    tag,
    limit: { class: 'expensive' },
    access: change,
    query: z.strictObject({
      mode: z
        .literal('full')
        .optional()
        .meta({ description: 'Reads everyone and every photo anew, not only what changed.' }),
    }),
    replies: { 202: sourceView },
    errors: ['not-found', 'conflict'],
    handler: async ({ ctx, params, query }) => {
      const result = await deps.requestRefresh(ctx, params.sourceId, query.mode);
      if (!result.ok) return result;
      const { value } = result.value;
      return ok(accepted(viewOf(value, ctx.language), { location: `/v1/sources/${value.id}` }));
    },
  }),
];
