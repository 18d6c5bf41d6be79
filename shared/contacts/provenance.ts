import { canonicalJson } from './canonical-json.ts';
import type { MergedPerson } from './merge-people.ts';
import { giverOf, type SingleField, singleFields, unitedEmails, unitedPhones } from './merged-contact.ts';

/** Where each field of a person comes from, by the ids of sources. */
export interface Provenance {
  readonly fields: Readonly<Partial<Record<SingleField, string>>>;
  /** In the order of the contact's own. */
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  /** Fields of which sources have different values: that of the first counts. */
  readonly conflicts: readonly SingleField[];
}

/** Keys and hashes differ by nature. */
const comparable = singleFields.filter((field) => field !== 'managerKey' && field !== 'photo');
const folded = (value: unknown): string =>
  canonicalJson(value).normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');

export const conflictsOf = ({ members }: MergedPerson): readonly SingleField[] =>
  members.length === 1
    ? []
    : comparable.filter((field) => {
        const values = members.flatMap(({ contact }) => contact[field] ?? []).map(folded);
        return new Set(values).size > 1;
      });

/** [S7] Of the contact that `mergePeople` made. */
export const provenanceOf = (person: MergedPerson): Provenance => ({
  fields: Object.fromEntries(
    singleFields.flatMap((field) => {
      const giver = giverOf(person.members, field);
      return giver === undefined ? [] : [[field, giver.sourceId]];
    }),
  ),
  emails: unitedEmails(person.members).map(({ sourceId }) => sourceId),
  phones: unitedPhones(person.members).map(({ sourceId }) => sourceId),
  conflicts: conflictsOf(person),
});
