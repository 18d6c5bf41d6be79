import type { Contact } from './contact.ts';
import { foldedName } from './fold-name.ts';
import { emailsOf, numbersOf } from './shared-means.ts';

/**
 * [S8] Entries of one source that look like the same person's: the same name with an e-mail address or a number in common.
 * By key, the keys of the others; who has none is left out.
 */
export const duplicatesAmong = (contacts: Iterable<Contact>): ReadonlyMap<string, readonly string[]> => {
  const alike = new Map<string, string[]>();
  for (const contact of contacts) {
    const name = foldedName(contact).key;
    if (name === '') continue;
    for (const means of [...emailsOf(contact), ...numbersOf(contact)]) {
      const key = `${means}\n${name}`;
      const known = alike.get(key);
      if (known === undefined) alike.set(key, [contact.key]);
      else known.push(contact.key);
    }
  }
  const others = new Map<string, Set<string>>();
  for (const keys of alike.values()) {
    if (keys.length === 1) continue;
    for (const key of keys) {
      const found = others.get(key) ?? new Set();
      others.set(key, found);
      // A thousand alike are a fault of the source; naming some of them says so.
      for (const other of keys.slice(0, mostNamed + 1)) if (other !== key) found.add(other);
    }
  }
  return new Map([...others].map(([key, found]) => [key, [...found].sort().slice(0, mostNamed)]));
};

const mostNamed = 10;
