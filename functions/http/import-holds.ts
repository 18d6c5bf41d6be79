import { defineRoute, type Route } from '../../shared/http/contract.ts';
import { okReply } from '../../shared/http/reply.ts';
import type { makePauseImport, makeResumeImport } from '../../shared/imports/pause-import.ts';
import type { ReadHolds } from '../../shared/imports/read-holds.ts';
import { ok } from '../../shared/kernel/result.ts';
import { importView, showImport } from './import-view.ts';

export interface HoldRouteDeps {
  readonly readHolds: ReadHolds;
  readonly pauseImport: ReturnType<typeof makePauseImport>;
  readonly resumeImport: ReturnType<typeof makeResumeImport>;
}

const change = { roles: ['Admin'] } as const;
const tag = 'Imports';

/** [L11] The administrator's own hold. Both may be repeated, and need no version: they set or take away one thing. */
export const holdRoutes = (deps: HoldRouteDeps, viewOf = showImport(deps.readHolds)): readonly Route[] => [
  defineRoute({
    operationId: 'pauseImport',
    method: 'POST',
    path: '/v1/imports/{importId}/pause',
    summary: 'Pause an import: no further run until it is resumed; what is in the mailboxes stays',
    tag,
    access: change,
    replies: { 200: importView },
    errors: ['not-found', 'stale', 'conflict', 'invalid'],
    handler: async ({ ctx, params }) => {
      const result = await deps.pauseImport(ctx, params.importId);
      if (!result.ok) return result;
      return ok(okReply(await viewOf(ctx, result.value.value), { etag: result.value.etag }));
    },
  }),
  defineRoute({
    operationId: 'resumeImport',
    method: 'POST',
    path: '/v1/imports/{importId}/resume',
    summary: 'Resume a paused import; a run that was missed meanwhile starts at once',
    tag,
    access: change,
    replies: { 200: importView },
    errors: ['not-found', 'stale', 'conflict', 'invalid'],
    handler: async ({ ctx, params }) => {
      const result = await deps.resumeImport(ctx, params.importId);
      if (!result.ok) return result;
      return ok(okReply(await viewOf(ctx, result.value.value), { etag: result.value.etag }));
    },
  }),
];
