import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { ShareStore, ShareUse, ShareUseStore } from './share.ts';
import { shareUseId } from './share.ts';
import { asProvider, type SharedContacts } from './snapshot.ts';

export interface ReportUseDeps {
  readonly shares: ShareStore;
  readonly uses: ShareUseStore;
  readonly commit: Commit;
  readonly clock: Clock;
}

/** All imports of a share may run for the first time in one night. */
const attempts = 30;

/**
 * [H3] Keeps the provider's list of who imports a share. The first use of an import changes the share's row with it, under
 * its ETag and to the same: so whoever deletes the share has seen the use, or is refused. Of a share that is gone none is kept.
 */
export const makeReportUse =
  (deps: ReportUseDeps): SharedContacts['reportUse'] =>
  async (ctx, grant, { importId, importerName, mailboxes, ended }) => {
    const provider = asProvider(ctx, grant.providerTenantId);
    const { shareId, generation } = grant;
    const id = shareUseId({ shareId, importerTenantId: ctx.tenantId, importId });
    let known = await deps.uses.get(provider, id);
    if (ended === true) {
      // A run may report just now: the import is off the list all the same, or it could never be deleted.
      while (known !== undefined) {
        const done = await deps.commit(provider, [deps.uses.deleted(provider, known.etag, id)]);
        known = done.ok ? undefined : await deps.uses.get(provider, id);
      }
      return;
    }
    const now = toIso(deps.clock.now());
    const use: ShareUse = {
      shareId,
      importerTenantId: ctx.tenantId,
      importerName,
      importId,
      since: known?.value.since ?? now,
      lastRunAt: now,
      mailboxes,
      generation,
    };
    if (known !== undefined) {
      // A lost race means that another run of the same import has just said the same.
      await deps.commit(provider, [deps.uses.replaced(provider, known.etag, use)]);
      return;
    }
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const share = await deps.shares.get(provider, shareId);
      if (share === undefined) return;
      const seen = deps.shares.replaced(provider, share.etag, share.value);
      const done = await deps.commit(provider, [deps.uses.inserted(provider, use), seen]);
      if (done.ok || (await deps.uses.get(provider, id)) !== undefined) return;
    }
    throw new ServiceError('table storage');
  };
