import * as z from 'zod';
import { fieldPolicySchema } from '../../shared/contacts/field-policy.ts';
import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { matches } from '../../shared/http/etag.ts';
import { listOf, listReply } from '../../shared/http/paging.ts';
import { created, noContent, okReply } from '../../shared/http/reply.ts';
import { notFound } from '../../shared/kernel/failures.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { makeChangeShare } from '../../shared/shares/change-share.ts';
import type { makeCreateShare } from '../../shared/shares/create-share.ts';
import type { makeDeleteShare, makeRevokeShare } from '../../shared/shares/end-share.ts';
import type { makePreviewShare } from '../../shared/shares/preview-share.ts';
import type { makeRotateShare } from '../../shared/shares/rotate-share.ts';
import type { ShareStore, ShareUseStore } from '../../shared/shares/share.ts';
import { nameStylePatch, shareNameStyle } from './name-style-body.ts';
import {
  allowedTenants,
  category,
  categoryColour,
  expiresAt,
  name,
  note,
  selection,
  selectionPatch,
  shareView,
  shareWithCapability,
  sources,
  viewOf,
} from './share-bodies.ts';
import { previewReply, previewView } from './share-preview.ts';

export interface ShareRouteDeps {
  readonly shares: ShareStore;
  readonly uses: ShareUseStore;
  readonly createShare: ReturnType<typeof makeCreateShare>;
  readonly changeShare: ReturnType<typeof makeChangeShare>;
  readonly revokeShare: ReturnType<typeof makeRevokeShare>;
  readonly deleteShare: ReturnType<typeof makeDeleteShare>;
  readonly rotateShare: ReturnType<typeof makeRotateShare>;
  readonly previewShare: ReturnType<typeof makePreviewShare>;
}

const read = { roles: ['Reader', 'Admin'] } as const;
const change = { roles: ['Admin'] } as const;
const tag = 'Shares';

export const shareRoutes = (deps: ShareRouteDeps): readonly Route[] => [
  defineRoute({
    operationId: 'createShare',
    method: 'POST',
    path: '/v1/shares',
    summary: 'Offer a selection of people to the own company and to partners',
    tag,
    access: change,
    idempotent: true,
    body: z.strictObject({
      displayName: name,
      sources,
      selection,
      fields: fieldPolicySchema.default(fieldPolicySchema.parse({})),
      note: note.optional(),
      nameStyle: shareNameStyle.optional(),
      category: category.optional(),
      categoryColour: categoryColour.optional(),
      allowedTenants: allowedTenants.optional(),
      expiresAt: expiresAt.optional(),
    }),
    replies: { 201: shareWithCapability },
    errors: ['invalid'],
    handler: async ({ ctx, body }) => {
      const result = await deps.createShare(ctx, body);
      if (!result.ok) return result;
      const { share, capability } = result.value;
      const location = `/v1/shares/${share.value.id}`;
      return ok(created({ ...viewOf(share.value), shareId: capability }, { location, etag: share.etag }));
    },
  }),
  defineRoute({
    operationId: 'listShares',
    method: 'GET',
    path: '/v1/shares',
    summary: 'List the own shares',
    tag,
    access: read,
    paged: true,
    replies: { 200: listOf(shareView) },
    errors: [],
    handler: async ({ ctx, page }) =>
      ok(listReply(page, await deps.shares.list(ctx, page.request), ({ value }) => viewOf(value))),
  }),
  defineRoute({
    operationId: 'getShare',
    method: 'GET',
    path: '/v1/shares/{shareId}',
    summary: 'Read a share',
    tag,
    access: read,
    replies: { 200: shareView },
    errors: ['not-found'],
    handler: async ({ ctx, params }) => {
      const share = await deps.shares.get(ctx, params.shareId);
      return share === undefined ? err(notFound) : ok(okReply(viewOf(share.value), { etag: share.etag }));
    },
  }),
  defineRoute({
    operationId: 'changeShare',
    method: 'PATCH',
    path: '/v1/shares/{shareId}',
    summary: 'Change a share; imports see it with their next run',
    tag,
    access: change,
    precondition: 'required',
    body: z.strictObject({
      displayName: name.optional(),
      sources: sources.optional(),
      selection: selectionPatch.optional(),
      fields: z.strictObject(fieldPolicySchema.shape).partial().optional(),
      note: note.nullable().optional(),
      nameStyle: nameStylePatch.optional(),
      category: category.nullable().optional(),
      categoryColour: categoryColour.nullable().optional(),
      allowedTenants: allowedTenants.nullable().optional(),
      expiresAt: expiresAt.nullable().optional(),
    }),
    replies: { 200: shareView },
    errors: ['not-found', 'stale', 'invalid', 'conflict'],
    handler: async ({ ctx, params, body, etag }) => {
      const result = await deps.changeShare(ctx, params.shareId, (stored) => matches(etag, stored), body);
      return result.ok ? ok(okReply(viewOf(result.value.value), { etag: result.value.etag })) : result;
    },
  }),
  defineRoute({
    operationId: 'deleteShare',
    method: 'DELETE',
    path: '/v1/shares/{shareId}',
    summary: 'Delete a share that nobody imports any more, or that is revoked',
    tag,
    access: change,
    precondition: 'required',
    replies: { 204: z.undefined() },
    errors: ['not-found', 'stale', 'conflict'],
    handler: async ({ ctx, params, etag }) => {
      const result = await deps.deleteShare(ctx, params.shareId, (stored) => matches(etag, stored));
      return result.ok ? ok(noContent()) : result;
    },
  }),
  defineRoute({
    operationId: 'rotateShare',
    method: 'POST',
    path: '/v1/shares/{shareId}/rotate',
    summary: 'Give the share a new id for partners; the former one creates no import any more',
    tag,
    access: change,
    precondition: 'optional',
    body: z.strictObject({
      endImports: z
        .boolean()
        .default(false)
        .meta({ description: 'Existing imports lose the share as well.' }),
    }),
    replies: { 200: shareWithCapability },
    errors: ['not-found', 'stale', 'conflict'],
    handler: async ({ ctx, params, body, etag }) => {
      const allowed = (stored: string) => etag === undefined || matches(etag, stored);
      const result = await deps.rotateShare(ctx, params.shareId, { ...body, allowed });
      if (!result.ok) return result;
      const { share, capability } = result.value;
      return ok(okReply({ ...viewOf(share.value), shareId: capability }, { etag: share.etag }));
    },
  }),
  defineRoute({
    operationId: 'revokeShare',
    method: 'POST',
    path: '/v1/shares/{shareId}/revoke',
    summary: 'End the share for good; every import of it is emptied by its next run',
    tag,
    access: change,
    precondition: 'optional',
    replies: { 200: shareView },
    errors: ['not-found', 'stale'],
    handler: async ({ ctx, params, etag }) => {
      const allowed = (stored: string) => etag === undefined || matches(etag, stored);
      const result = await deps.revokeShare(ctx, params.shareId, allowed);
      return result.ok ? ok(okReply(viewOf(result.value.value), { etag: result.value.etag })) : result;
    },
  }),
  defineRoute({
    operationId: 'previewShare',
    method: 'GET',
    path: '/v1/shares/{shareId}/preview',
    summary: 'See the contacts that importers would get now, and which source each field is from',
    tag,
    // A share of 10,000 people has 50 pages.
    limit: { class: 'expensive', perMinute: 60 },
    access: read,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    replies: {
      200: previewView,
    },
    errors: ['not-found', 'consent-required', 'access-blocked', 'throttled', 'unavailable'],
    handler: async ({ ctx, params, query }) => {
      const preview = await deps.previewShare(ctx, params.shareId, query);
      if (!preview.ok) return preview;
      return ok(okReply(previewReply(preview.value)));
    },
  }),
  defineRoute({
    operationId: 'listShareImports',
    method: 'GET',
    path: '/v1/shares/{shareId}/imports',
    summary: 'See who imports a share',
    tag,
    access: read,
    paged: true,
    replies: {
      200: listOf(
        z
          .strictObject({
            importerTenantId: z.guid(),
            importerName: z.string(),
            since: z.string(),
            lastRunAt: z.string(),
            mailboxes: z.number().int(),
          })
          .meta({ id: 'ShareImport' }),
      ),
    },
    errors: ['not-found'],
    handler: async ({ ctx, params, page }) => {
      if ((await deps.shares.get(ctx, params.shareId)) === undefined) return err(notFound);
      const uses = await deps.uses.list(ctx, page.request, `${params.shareId}~`);
      return ok(
        listReply(
          page,
          uses,
          ({ value: { importerTenantId, importerName, since, lastRunAt, mailboxes } }) => ({
            importerTenantId,
            importerName,
            since,
            lastRunAt,
            mailboxes,
          }),
        ),
      );
    },
  }),
];
