import type { SharedContact } from '../contacts/card.ts';
import { tagOf } from '../imports/tag.ts';
import type { Commit } from '../kernel/commit.ts';
import { asId, type ImportId, type ShareId } from '../kernel/ids.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import {
  type ConfirmedDeletionsStore,
  confirmedDeletionsId,
  mostConfirmed,
} from '../shares/confirmed-deletions.ts';
import type { ShareUseStore } from '../shares/share.ts';
import { managerNameMark, recognisableCard } from './person-marks.ts';
import type { Erased } from './recognise.ts';
import type { ErasedFromShare, SharedPeople } from './shared-people.ts';

interface Deps {
  readonly shareUses: ShareUseStore;
  readonly sharedPeople: SharedPeople;
  readonly confirmedDeletions: ConfirmedDeletionsStore;
  readonly commit: Commit;
}

const attempts = 5;

/**
 * First every import of the share may delete the people without asking [I6], then they go out of its snapshots: after a
 * death between, the second cannot be missed, and the first finds the same again.
 */
export const eraseFromShare = async (
  deps: Deps,
  ctx: TenantContext,
  shareId: ShareId,
  erased: Erased,
  unnamed: readonly string[],
): Promise<ErasedFromShare & { readonly contacts: number }> => {
  const revised = revisedCard(erased);
  const keys = new Set<string>();
  for (const { version } of await deps.sharedPeople.versions(ctx, shareId)) {
    for await (const contacts of deps.sharedPeople.contacts(ctx, shareId, version)) {
      for (const contact of contacts) if (revised(contact) === undefined) keys.add(contact.key);
    }
  }
  if (keys.size > 0) {
    for await (const { value } of deps.shareUses.all(ctx, `${shareId}~`)) {
      await confirm(deps, ctx, { shareId, importId: value.importId }, keys);
    }
  }
  return { ...(await deps.sharedPeople.erase(ctx, shareId, revised, unnamed)), contacts: keys.size };
};

const revisedCard =
  (erased: Erased) =>
  (contact: SharedContact): SharedContact | undefined => {
    if (erased.isErased(recognisableCard(contact))) return undefined;
    const { manager } = contact.card;
    if (manager === null || !erased.hasMark(managerNameMark(manager))) return contact;
    return { ...contact, card: { ...contact.card, manager: null } };
  };

const confirm = async (
  { confirmedDeletions, commit }: Deps,
  ctx: TenantContext,
  of: { readonly shareId: ShareId; readonly importId: string },
  keys: ReadonlySet<string>,
): Promise<void> => {
  const tags = [...keys].map((key) => tagOf(asId<ImportId>(of.importId), key));
  for (let attempt = 0; attempt < attempts; attempt++) {
    const known = await confirmedDeletions.get(ctx, confirmedDeletionsId(of));
    const before = known?.value.tags ?? [];
    const news = tags.filter((tag) => !before.includes(tag));
    if (news.length === 0) return;
    const value = { ...of, tags: [...before, ...news].slice(-mostConfirmed) };
    const change =
      known === undefined
        ? confirmedDeletions.inserted(ctx, value)
        : confirmedDeletions.replaced(ctx, known.etag, value);
    if ((await commit(ctx, [change])).ok) return;
  }
  throw new ServiceError('table storage');
};
