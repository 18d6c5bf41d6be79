import type { Import } from '../../../../shared/imports/import.ts';
import { fromIso } from '../../../../shared/kernel/clock.ts';
import { type LicenceAccount, licenceAccountId } from '../../../../shared/licences/licence-account.ts';
import { type SeatList, unpackMailboxes } from '../../../../shared/licences/seat-list.ts';
import type { World } from '../world/world.ts';
import { tenantIdOf, userIdOf } from './companies.ts';
import type { Played } from './play.ts';
import { type TrueImport, targetsOf } from './truth.ts';

const stored = <T>(world: World, company: number, key: string): T | undefined => {
  const values = world.tables.state.rows.get(tenantIdOf(company), key)?.values;
  return values?.['form'] === 'json' ? (JSON.parse(String(values['json'])) as T) : undefined;
};

/** Why a mailbox of an import stays as it is. */
type Rest = 'left' | 'paused' | 'held back' | 'not covered';

/** Whether an import is at rest at this moment, and why: then nothing is said about what its folders show. */
export const restOf = ({ world, truth }: Played, imported: TrueImport): Rest | undefined => {
  const { company, id } = imported;
  if (truth.left.has(company)) return 'left';
  if (imported.deleted) return undefined;
  if (imported.paused) return 'paused';
  // Waits for an administrator's word.
  if (stored<Import>(world, company, `import|${id}`)?.gate !== undefined) return 'held back';
  const account = stored<LicenceAccount>(world, company, `licence-account|${licenceAccountId}`);
  const entry = account?.imports.find(({ importId }) => importId === id);
  if (account === undefined || entry === undefined || entry.fits || hasTrial(account, world))
    return undefined;
  return 'not covered';
};

const hasTrial = ({ trial }: LicenceAccount, { timeline }: World): boolean =>
  trial !== undefined && timeline.now() < fromIso(trial.endsAt);

/** Users that wait for a licence, of an import that is covered: neither filled nor emptied. */
export const unlicensed = ({ world, history }: Played, { company, id }: TrueImport): ReadonlySet<number> => {
  const waiting = new Set(
    unpackMailboxes(stored<SeatList>(world, company, `seat-list|${id}`)?.waiting ?? ''),
  );
  const users = Array.from({ length: history.people }, (_, user) => user);
  return new Set(users.filter((user) => waiting.has(userIdOf(company, user))));
};

/** Mailboxes that a night has to look at. */
export interface NightWork {
  readonly mailboxes: number;
  /** Of these, those of imports that hold deletions back. */
  readonly heldBack: number;
}

export const nightWork = (played: Played): NightWork => {
  let [mailboxes, heldBack] = [0, 0];
  for (const imported of played.truth.imports.values()) {
    const rest = restOf(played, imported);
    if (imported.deleted || (rest !== undefined && rest !== 'held back')) continue;
    const waiting = unlicensed(played, imported);
    const count = targetsOf(played.truth, imported).filter((user) => !waiting.has(user)).length;
    // A mailbox that is a source is asked what has changed in it, too.
    const sources = played.truth.shares.get(imported.share)?.beside === undefined ? 0 : 1;
    mailboxes += count + sources;
    if (rest === 'held back') heldBack += count;
  }
  return { mailboxes, heldBack };
};
