import type { Contact, PhoneKind } from '../contacts/contact.ts';
import { type MergedPerson, mergePeople } from '../contacts/merge-people.ts';
import { normaliseNumber } from '../contacts/normalise-number.ts';
import { makeBoundedCache } from '../imports/bounded-cache.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Invalid, invalid, type SubscriptionRequired } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { Shelf } from './app-access.ts';
import type { AppDirectory, DirectoryEntry } from './directory.ts';
import type { OpenForUser } from './open-for-user.ts';

export interface Match {
  readonly person: MergedPerson;
  /** Of the first source that knows the person. */
  readonly id: string;
  /** What sort of number it is to the person. */
  readonly kind: PhoneKind;
  readonly entries: readonly { readonly id: string; readonly sourceId: string }[];
}

export interface NumberFound {
  readonly e164: string;
  readonly matches: readonly Match[];
}

/** Who shares a number with more people than this is not told apart by it. */
const mostMatches = 10;
/** Over all sources of the company, also those that the user does not see. */
const mostEntries = 200;
const countryKeepMs = 10 * 60_000;

/**
 * [S9] Who calls: the people of this very number that the user sees, each once, in the order of the sources. Two reads:
 * what may be seen, and the number; besides, now and then, the entitlement, the groups, the country (remembered).
 */
export const makeLookupNumber = (deps: {
  readonly openForUser: OpenForUser;
  readonly directory: AppDirectory;
  readonly tenants: TenantStore;
  readonly clock: Clock;
}) => {
  const remembered = makeBoundedCache<string>({
    most: 10_000,
    sizeOf: () => 1,
    keepMs: countryKeepMs,
    clock: deps.clock,
  });
  const countryOf = (ctx: TenantContext) =>
    remembered(
      ctx.tenantId,
      async () => (await deps.tenants.get(ctx, tenantEntityId))?.value.countryCode ?? '',
    );

  return async (
    ctx: TenantContext,
    userId: string,
    phone: string,
  ): Promise<Result<NumberFound, SubscriptionRequired | Invalid>> => {
    const opened = await deps.openForUser(ctx, userId);
    if (!opened.ok) return opened;
    // A plus that was not encoded in the query arrives as a blank.
    const typed = phone.replace(/^ (?=[1-9])/, '+');
    const country = /^\+|^00/.test(typed) ? '' : await countryOf(ctx);
    const { e164 } = normaliseNumber(typed, 'other', country);
    if (e164 === null) return err(invalid({ pointer: '?phone', rule: 'not-diallable' }));
    const entries = await deps.directory.byNumber(ctx, userId, e164, mostEntries);
    return ok({ e164, matches: matchesOf(opened.value, entries, e164) });
  };
};

const matchesOf = (
  shelves: readonly Shelf[],
  entries: readonly DirectoryEntry[],
  e164: string,
): readonly Match[] => {
  const byShelf = Map.groupBy(entries, ({ shelfId }) => shelfId);
  const visible = shelves.map(({ shelfId, sourceId, kind }) => {
    const people = (byShelf.get(shelfId) ?? []).map(({ contact }) => contact);
    return { sourceId, people, keysAreEntraIds: kind === 'entra-id' };
  });
  const sourceOf = new Map(shelves.map(({ shelfId, sourceId }) => [shelfId, sourceId]));
  const ids = new Map(
    entries.map(({ id, shelfId, contact }) => [`${sourceOf.get(shelfId)}/${contact.key}`, id]),
  );
  return [...mergePeople(visible)].slice(0, mostMatches).map((person) => {
    const found = person.members.map(({ sourceId, contact }) => ({
      id: ids.get(`${sourceId}/${contact.key}`) ?? '',
      sourceId,
    }));
    return { person, id: found[0]?.id ?? '', kind: kindOf(person.contact, e164), entries: found };
  });
};

const kindOf = ({ phones }: Contact, wanted: string): PhoneKind =>
  phones.find(({ e164, kind }) => e164 === wanted && kind !== 'businessFax')?.kind ?? 'other';
