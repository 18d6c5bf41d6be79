/**
 * [I10] A contact's categories with ours among them; the user's own stay, in their order. Outlook takes categories that
 * differ in casing for the same one, so ours is not added beside the user's spelling of it.
 */
export const withCategory = (current: readonly string[], ours: string): readonly string[] =>
  current.some(isSame(ours)) ? current : [...current, ours];

export const withoutCategory = (current: readonly string[], ours: string): readonly string[] =>
  current.some(isSame(ours)) ? current.filter((category) => !isSame(ours)(category)) : current;

const isSame = (ours: string) => (category: string) =>
  category.trim().toLowerCase() === ours.trim().toLowerCase();
