import type { Clock } from '../kernel/clock.ts';
import type { Conflict, Stale } from '../kernel/failures.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ChangeSeating, CommitWith } from './change-seating.ts';
import { withoutImport } from './seating.ts';

export interface ReleaseSeatsDeps {
  readonly changeSeating: ChangeSeating;
  readonly clock: Clock;
}

export type ReleaseSeats = (
  ctx: TenantContext,
  importId: string,
  commitWith: CommitWith,
) => Promise<Result<readonly string[], Stale | Conflict>>;

/**
 * The import is gone: its seats are free in the same commit, and imports that they cover again are woken. Until then a
 * deleted import keeps them, because its contacts are still in the mailboxes; it runs whatever is held.
 * An import without seats commits what `commitWith` has of its own.
 */
export const makeReleaseSeats =
  ({ changeSeating, clock }: ReleaseSeatsDeps): ReleaseSeats =>
  async (ctx, importId, commitWith) => {
    const done = await changeSeating<'released' | 'nothing to release'>(
      ctx,
      async (seating) =>
        seating.imports.some((each) => each.importId === importId)
          ? { answer: 'released', seating: withoutImport(seating, importId, clock.now()) }
          : { answer: 'nothing to release' },
      commitWith,
    );
    if (!done.ok) return done;
    return done.value.answer === 'released' ? ok(done.value.etags) : commitWith([], []);
  };
