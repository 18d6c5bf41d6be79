import type { Commit } from '../kernel/commit.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ChangeSeating } from './change-seating.ts';
import { type LicenceAccountStore, licenceAccountId } from './licence-account.ts';
import type { TellOfShortage } from './tell-of-shortage.ts';

export interface NoteShortageDeps {
  readonly accounts: LicenceAccountStore;
  readonly changeSeating: ChangeSeating;
  readonly tellOfShortage: TellOfShortage;
  readonly commit: Commit;
}

export type NoteShortage = (ctx: TenantContext) => Promise<void>;

/**
 * [N1] An import was left out because of its licences: nothing else happens when a trial ends, so this is when the
 * administrator is told. One read where he has been.
 */
export const makeNoteShortage =
  ({ accounts, changeSeating, tellOfShortage, commit }: NoteShortageDeps): NoteShortage =>
  async (ctx) => {
    const account = (await accounts.get(ctx, licenceAccountId))?.value;
    if (account?.told?.needed === account?.needed && account?.told?.held === account?.held) return;
    // A refused commit is as good: it is tried again the next time.
    await changeSeating(
      ctx,
      async (stored) => ({ answer: undefined, ...(await tellOfShortage(ctx, stored)) }),
      (changes, messages) => commit(ctx, changes, messages),
    );
  };
