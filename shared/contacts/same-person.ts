import { makeComparison } from './compare-entries.ts';
import type { Contact } from './contact.ts';
import type { Sameness } from './sameness.ts';
import type { SharedMeans } from './shared-means.ts';

export interface Entry {
  /** Its source and key: no two entries have the same. */
  readonly id: string;
  readonly sourceId: string;
  readonly contact: Contact;
  readonly entraId?: string | undefined;
}

export interface Cluster<T extends Entry> {
  readonly entries: readonly T[];
  readonly because: readonly Sameness[];
}

/** [S7] Entries of several sources by person, as `makeComparison` tells. `shared`: means that others have as well. */
export function* samePeople<T extends Entry>(
  entries: readonly T[],
  shared: readonly SharedMeans[],
): Iterable<Cluster<T>> {
  const comparison = makeComparison({
    idOf: (n) => entries[n]?.id ?? '',
    sourceOf: (n) => entries[n]?.sourceId ?? '',
    contactOf: (n) => entries[n]?.contact ?? nobody,
  });
  for (const { contact, entraId } of entries) comparison.add(contact, entraId);
  const companies = comparison.companies(shared);
  for (const [n, entry] of entries.entries()) {
    const company = companies.get(n);
    if (company === undefined) yield { entries: [entry], because: nothing };
    else if (company.entries[0] === n)
      yield { entries: company.entries.flatMap((each) => entries[each] ?? []), because: company.because };
  }
}
const nobody: Contact = { key: '', emails: [], phones: [], enabled: true, hidden: false };

const nothing: readonly Sameness[] = [];
