import { type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type CreateConsentLink, consentUrlFor } from '../tenants/consent-link.ts';
import type { NoteAccessRegained } from '../tenants/look-at-access.ts';
import type { NoteAccess } from '../tenants/note-access.ts';
import type { SourceStore } from './source.ts';
import { losesAccess } from './source-kinds.ts';
import type { ReaderFailure } from './source-reader.ts';
import type { OpenSource } from './source-readers.ts';

export type SourceTest = { readonly type: 'works' } | ReaderFailure;

/** [S0] Tries a source now with one small request, and tells how it went. What shows of our access is kept. */
export const makeTestSource =
  (deps: {
    readonly sources: SourceStore;
    readonly openSource: OpenSource;
    readonly noteAccess: NoteAccess;
    readonly noteAccessRegained: NoteAccessRegained;
    readonly createConsentLink: CreateConsentLink;
  }) =>
  async (ctx: TenantContext, sourceId: string): Promise<Result<SourceTest, NotFound>> => {
    const source = (await deps.sources.get(ctx, sourceId))?.value;
    if (source === undefined) return err(notFound);
    const opened = await deps.openSource(ctx, source);
    if (opened === undefined) return ok({ type: 'works' });
    const probed = opened.ok ? await opened.value.probe(ctx) : opened;
    if (probed.ok) {
      await deps.noteAccessRegained(ctx);
      return ok({ type: 'works' });
    }
    const { error } = probed;
    const isRefused = error.type === 'consent-required' || error.type === 'access-blocked';
    if (isRefused && losesAccess(source.kind, error)) await deps.noteAccess(ctx, error);
    if (error.type !== 'consent-required') return ok(error);
    return ok({ ...error, consentUrl: await consentUrlFor(ctx, deps.createConsentLink) });
  };
