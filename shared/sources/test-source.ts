import { type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type CreateConsentLink, consentUrlFor } from '../tenants/consent-link.ts';
import type { NoteAccessRegained } from '../tenants/look-at-access.ts';
import type { NoteAccess } from '../tenants/note-access.ts';
import type { Directory, DirectoryFailure } from './directory.ts';
import type { SourceStore } from './source.ts';

export type SourceTest = { readonly type: 'works' } | DirectoryFailure;

/** [S0] Tries a source now with one small request, and tells how it went. What shows of our access is kept. */
export const makeTestSource =
  (deps: {
    readonly sources: SourceStore;
    readonly directory: Directory;
    readonly noteAccess: NoteAccess;
    readonly noteAccessRegained: NoteAccessRegained;
    readonly createConsentLink: CreateConsentLink;
  }) =>
  async (ctx: TenantContext, sourceId: string): Promise<Result<SourceTest, NotFound>> => {
    if ((await deps.sources.get(ctx, sourceId)) === undefined) return err(notFound);
    const probed = await deps.directory.probe(ctx);
    if (probed.ok) {
      await deps.noteAccessRegained(ctx);
      return ok({ type: 'works' });
    }
    const { error } = probed;
    if (error.type === 'consent-required' || error.type === 'access-blocked')
      await deps.noteAccess(ctx, error);
    if (error.type !== 'consent-required') return ok(error);
    return ok({ ...error, consentUrl: await consentUrlFor(ctx, deps.createConsentLink) });
  };
