import type { Conflict, NotFound } from '../kernel/failures.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { commitAct, type DeadLetterDeps, type LetterName, takeLetter } from './take-letter.ts';

/** Why a message is given up for good; a choice instead of a text, which could name somebody. */
export const discardReasons = ['obsolete', 'malformed', 'done-otherwise', 'tenant-gone'] as const;
export type DiscardReason = (typeof discardReasons)[number];

/** Removes a dead letter. Recorded first: a crash in between leaves it to be discarded again. */
export const makeDiscardDeadLetter =
  (deps: DeadLetterDeps) =>
  async (
    ctx: TenantContext,
    name: LetterName,
    why: DiscardReason,
  ): Promise<Result<void, NotFound | Conflict>> => {
    const taken = await takeLetter(deps, name);
    if (!taken.ok) return taken;
    await commitAct(deps, ctx, taken.value, { did: 'discarded', why });
    await taken.value.complete();
    return ok(undefined);
  };
