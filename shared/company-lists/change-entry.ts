import type { Contact } from '../contacts/contact.ts';
import type { ContactDetails } from '../contacts/contact-details.ts';
import { type Conflict, conflict, type NotFound, notFound, type Stale, stale } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { EditList } from './edit-list.ts';
import { contentOf, entryEtag, mostEntries, toEntry } from './list-entry.ts';

interface Deps {
  readonly editList: EditList;
  readonly random: Random;
}

/** [T5] Who it is that it would bring back is known to who typed it in; nothing else is told. */
const erased = conflict('person-erased');

/** [S10] Repeated under the same command it answers the same entry. */
export const makeCreateEntry =
  ({ editList, random }: Deps) =>
  async (
    ctx: TenantContext,
    sourceId: string,
    given: ContactDetails,
  ): Promise<Result<Contact, NotFound | Conflict>> => {
    const key = ctx.commandId ?? random.id();
    return editList(ctx, sourceId, ({ entries, countryCode, isErased }) => {
      const existing = entries.get(key);
      if (existing !== undefined) return ok({ outcome: existing });
      if (entries.size >= mostEntries) return err(conflict('list-full'));
      const entry = toEntry(key, given, countryCode);
      if (isErased(entry)) return err(erased);
      return ok({ outcome: entry, entries: new Map(entries).set(key, entry) });
    });
  };

/** [S10] `given` takes the place of all that the entry was. Repeated after its answer was lost it succeeds again. */
export const makeReplaceEntry =
  ({ editList }: Pick<Deps, 'editList'>) =>
  async (
    ctx: TenantContext,
    target: { readonly sourceId: string; readonly key: string },
    allowed: (etag: string) => boolean,
    given: ContactDetails,
  ): Promise<Result<Contact, NotFound | Conflict | Stale>> =>
    editList<Contact, NotFound | Conflict | Stale>(
      ctx,
      target.sourceId,
      ({ entries, countryCode, isErased }) => {
        const before = entries.get(target.key);
        if (before === undefined) return err(notFound);
        const entry = toEntry(target.key, given, countryCode);
        // What is wanted is there already: RFC 9110, 13.1.1 lets that pass under an ETag of before.
        if (contentOf(entry) === contentOf(before)) return ok({ outcome: before });
        if (!allowed(entryEtag(before))) return err(stale);
        if (isErased(entry)) return err(erased);
        return ok({ outcome: entry, entries: new Map(entries).set(target.key, entry) });
      },
    );

export const makeDeleteEntry =
  ({ editList }: Pick<Deps, 'editList'>) =>
  async (
    ctx: TenantContext,
    target: { readonly sourceId: string; readonly key: string },
    allowed: (etag: string) => boolean,
  ): Promise<Result<void, NotFound | Conflict | Stale>> =>
    editList<void, NotFound | Stale>(ctx, target.sourceId, ({ entries }) => {
      const before = entries.get(target.key);
      if (before === undefined) return err(notFound);
      if (!allowed(entryEtag(before))) return err(stale);
      const rest = new Map(entries);
      rest.delete(target.key);
      return ok({ outcome: undefined, entries: rest });
    });
