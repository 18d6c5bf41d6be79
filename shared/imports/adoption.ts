import type { ReportedContact, Tag } from './mailboxes.ts';
import type { MatchContacts } from './match-contacts.ts';
import type { CardRules, Decoration, Desired, Step, Update } from './plan-mailbox.ts';
import type { Observation } from './reconcile.ts';

/** [I11] What is done with contacts that we did not create. */
export interface Adoption {
  /** Instead of creating. */
  readonly match?: MatchContacts | undefined;
  /** Instead of deleting: the import leaves the mailbox. Who leaves the share is deleted, as what is stale helps nobody. */
  readonly releases: boolean;
}
export const noAdoption: Adoption = { releases: false };

const noMatches: ReadonlyMap<Tag, ReportedContact> = new Map();

/** Only what bears no tag at all: another import's contacts are its own. */
export const matched = (
  missing: readonly Desired[],
  observed: Observation,
  mayBePassedOver: (tag: Tag) => boolean,
  { match }: Adoption,
): ReadonlyMap<Tag, ReportedContact> => {
  if (match === undefined || observed.kind !== 'everything') return noMatches;
  return match(
    missing.filter(({ tag }) => !mayBePassedOver(tag)),
    observed.contacts.filter(({ tag }) => tag === undefined),
  );
};

/** What makes a contact that is there the one that is wanted. */
export const adoptionOf = (
  wanted: Desired,
  { card, categories = [], note = null, changeKey }: ReportedContact,
  decoration: Decoration,
  rules: CardRules,
): Update => ({
  card: card === undefined ? wanted.card : rules.differences(card, wanted.card),
  categories: decoration.withCategory(categories),
  note: decoration.withNote(note),
  ...(changeKey === '' ? {} : { since: changeKey }),
});

/** Takes a contact away, or gives it back where we have not created it. */
export const removalOf = (
  tag: Tag,
  id: string,
  seen: ReportedContact | undefined,
  decoration: Decoration,
  releases: boolean,
): Step => {
  if (!releases || seen?.adopted !== true) return { kind: 'delete', tag, id };
  const { categories = [], note = null, changeKey } = seen;
  const bare = { categories: decoration.withoutCategory(categories), note: decoration.withoutNote(note) };
  return { kind: 'release', tag, id, card: {}, ...bare, ...(changeKey === '' ? {} : { since: changeKey }) };
};
