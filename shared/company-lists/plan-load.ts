import type { Contact } from '../contacts/contact.ts';
import type { ContactDetails } from '../contacts/contact-details.ts';
import { derivedId, isGuid } from '../kernel/ids.ts';
import { contentOf, toEntry } from './list-entry.ts';

/** An entry of a file that keeps all rules. */
export interface GivenEntry {
  /** Of the file, counted from 1. */
  readonly line: number;
  readonly id?: string;
  readonly contact: ContactDetails;
}

export interface LoadInto {
  readonly sourceId: string;
  readonly entries: ReadonlyMap<string, Contact>;
  readonly countryCode: string;
}

export interface PlannedLoad {
  readonly entries: ReadonlyMap<string, Contact>;
  /** Of those that the file has: where each stands in it. */
  readonly lines: ReadonlyMap<string, number>;
  readonly unchanged: number;
  /** Entries without an id that the file has more than once. */
  readonly repeated: number;
}

/**
 * [S10] What becomes of a list when a file is loaded. An entry is known again by its id; without one by its whole content,
 * or by having come from the same row of an earlier load. So loading a file again changes nothing. `replace` removes
 * what the file does not have, `merge` keeps it. Ids are single in `given`.
 */
export const planLoad = (
  given: readonly GivenEntry[],
  into: LoadInto,
  mode: 'merge' | 'replace',
): PlannedLoad => {
  const taken = new Map<string, Contact>();
  const lines = new Map<string, number>();
  let unchanged = 0;
  const take = (key: string, { contact, line }: GivenEntry): void => {
    const before = into.entries.get(key);
    const entry = toEntry(key, contact, into.countryCode);
    const isSame = before !== undefined && contentOf(before) === contentOf(entry);
    if (isSame) unchanged++;
    taken.set(key, isSame ? before : entry);
    lines.set(key, line);
  };
  for (const each of given) {
    if (each.id !== undefined) take(keyOfId(each.id, into), each);
  }

  const contents = new Set([...taken.values()].map(contentOf));
  const known = Map.groupBy(into.entries.values(), contentOf);
  let repeated = 0;
  for (const each of given) {
    if (each.id !== undefined) continue;
    const content = contentOf(toEntry('', each.contact, into.countryCode));
    if (contents.has(content)) {
      repeated++;
      continue;
    }
    contents.add(content);
    const same = known.get(content)?.find(({ key }) => !taken.has(key));
    take(same?.key ?? newKey(content, into.sourceId, taken), each);
  }
  const entries = mode === 'merge' ? new Map([...into.entries, ...taken]) : taken;
  return { entries, lines, unchanged, repeated };
};

/** Ids of our own making are keys, also where the entry was deleted since; others are no good for addresses. */
export const keyOfId = (id: string, { sourceId }: Pick<LoadInto, 'sourceId'>): string =>
  isGuid(id) ? id.toLowerCase() : derivedId('list-entry-id', sourceId, id);

/** Of the content, so that the same row makes the same entry. */
const newKey = (content: string, sourceId: string, taken: ReadonlyMap<string, Contact>): string => {
  for (let n = 0; ; n++) {
    const key = derivedId('list-entry', sourceId, content, String(n));
    if (!taken.has(key)) return key;
  }
};
