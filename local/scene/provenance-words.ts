import type { SceneSource } from './all-sources.ts';
import type { PreviewedContact } from './share-figures.ts';

/** Some of whom several sources know, the most various first: which sources, why they are one, what is from where. */
export const showPeople = (
  contacts: readonly PreviewedContact[],
  sources: readonly SceneSource[],
): readonly string[] => {
  const kindOf = (id: string): string => sources.find((source) => source.id === id)?.kind ?? id;
  const kindsOf = ({ sources: entries }: PreviewedContact) => entries.map(({ sourceId }) => kindOf(sourceId));
  const merged = contacts.filter((contact) => contact.sources.length > 1);
  // One of each combination of sources.
  const examples = new Map(merged.map((contact) => [kindsOf(contact).join(), contact]));
  return [...examples.values()].flatMap((contact) => {
    const { card, because, from, conflicts } = contact;
    const numbers = [...new Set(from.phones.map(kindOf))];
    return [
      `${card.displayName}: ${kindsOf(contact).join(' + ')}, the same by ${because.join(' and ')}`,
      `    name from ${kindOf(from.fields['displayName'] ?? '')}, numbers from ${numbers.join(' and ')}` +
        (conflicts.length > 0 ? `; they differ in ${conflicts.join(', ')}` : ''),
    ];
  });
};
