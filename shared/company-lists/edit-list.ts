import type { Contact } from '../contacts/contact.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import { notFound } from '../kernel/failures.ts';
import type { Random, SourceId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { recognisable } from '../people/person-marks.ts';
import type { ReadErased } from '../people/read-erased.ts';
import type { ContactsEdit } from '../sources/contacts-edit.ts';
import { editMessage } from '../sources/refresh-message.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { entriesOf, type ListRefusal, refusalOf } from './read-list.ts';
import { makeRecordEdit, type RecordEditDeps } from './record-edit.ts';

export interface EditListDeps extends RecordEditDeps {
  readonly tenants: TenantStore;
  readonly readErased: ReadErased;
  readonly clock: Clock;
  readonly random: Random;
}

/** The list as an edit finds it. */
export interface ListNow {
  readonly entries: ReadonlyMap<string, Contact>;
  /** ISO 3166-1 alpha-2: how national numbers are read. */
  readonly countryCode: string;
  /** [T5] Whether it is that of an erased person, who does not come in again. */
  isErased(entry: Contact): boolean;
}

/** What becomes of it; without `entries` nothing is written. */
export interface Edited<Outcome> {
  readonly entries?: ReadonlyMap<string, Contact>;
  readonly outcome: Outcome;
}

const attempts = 8;

/**
 * [S10] Carries an edit out on the list as it is now: all of it or nothing. `decide` is asked again where somebody else was
 * faster, so that both edits stand, or one is refused by what the other has left. First a message is sent that tells of
 * the edit if its writer does not live to (record-edit.ts), then the contacts are written, then they are told of.
 */
export const makeEditList = (deps: EditListDeps) => {
  const recordEdit = makeRecordEdit(deps);
  return async <Outcome, Refusal>(
    ctx: TenantContext,
    sourceId: string,
    decide: (now: ListNow) => Result<Edited<Outcome>, Refusal>,
  ): Promise<Result<Outcome, ListRefusal | Refusal>> => {
    const id = deps.random.id();
    let announced = false;
    let last: Result<Edited<Outcome>, Refusal> | undefined;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const source = (await deps.sources.get(ctx, sourceId))?.value;
      const refused = refusalOf(source);
      if (source === undefined || refused !== undefined) return err(refused ?? notFound);
      const seen = await deps.contacts.head(ctx, source.id);
      if (seen?.edit !== undefined && seen.edit.id !== source.lastEdit) {
        if ((await recordEdit(ctx, sourceId)) === 'gone') return err(notFound);
      }
      // The answer to our own writing was lost.
      if (seen?.edit?.id === id && last?.ok === true) return ok(last.value.outcome);

      const now = await listNow(ctx, source.id, deps);
      if (now === undefined) return err(notFound);
      last = decide(now);
      if (!last.ok) return last;
      const { entries, outcome } = last.value;
      if (entries === undefined) return ok(outcome);
      if (!announced) await deps.commit(ctx, [], [editMessage(sourceId, deps.clock.now())]);
      announced = true;
      const edit = editOf(ctx, id, now.entries, entries, deps.clock);
      const written = await deps.contacts.rewrite(ctx, source.id, seen, [...entries.values()], edit);
      if (written === 'overtaken') continue;
      return (await recordEdit(ctx, sourceId)) === 'gone' ? err(notFound) : ok(outcome);
    }
    throw new ServiceError('table storage');
  };
};

export type EditList = ReturnType<typeof makeEditList>;

const listNow = async (
  ctx: TenantContext,
  id: SourceId,
  deps: EditListDeps,
): Promise<ListNow | undefined> => {
  const [tenant, entries, erased] = await Promise.all([
    deps.tenants.get(ctx, tenantEntityId),
    entriesOf(ctx, id, deps.contacts),
    deps.readErased(ctx),
  ]);
  if (tenant === undefined) return undefined;
  const { countryCode } = tenant.value;
  return {
    entries: new Map(entries.map((entry) => [entry.key, entry])),
    countryCode,
    isErased: (entry) => !erased.isEmpty && erased.isErased(recognisable(id, entry)),
  };
};

const editOf = (
  ctx: TenantContext,
  id: string,
  before: ReadonlyMap<string, Contact>,
  after: ReadonlyMap<string, Contact>,
  clock: Clock,
): ContactsEdit => {
  const { actor, from, correlationId, operation } = ctx;
  return {
    id,
    at: toIso(clock.now()),
    actor,
    correlationId,
    ...(from === undefined ? {} : { from }),
    ...(operation === undefined ? {} : { operation }),
    ...changesBetween(before, after),
  };
};

/** Entries that an edit leaves alone are the same objects. */
export const changesBetween = (
  before: ReadonlyMap<string, Contact>,
  after: ReadonlyMap<string, Contact>,
) => ({
  created: [...after.keys()].filter((key) => !before.has(key)).length,
  changed: [...after].filter(([key, entry]) => before.has(key) && before.get(key) !== entry).length,
  removed: [...before.keys()].filter((key) => !after.has(key)).length,
});
