import { fromIso } from '../kernel/clock.ts';
import type { FilterCondition, FilterField, FilterGroup } from './dynamics-filter.ts';

/** What conditions are held against; absent or blank is "not set". Instants in RFC 3339. */
export type FilterSubject = { readonly [Field in FilterField]?: string | null | undefined };

/**
 * [S3] Whether a contact is wanted. Texts are compared trimmed and without regard to case, as Dataverse's own filters do;
 * what is not set equals nothing, contains nothing, and is therefore also "not equal".
 */
export const matchesFilter = (filter: FilterGroup, subject: FilterSubject): boolean => {
  const parts = function* (): Iterable<boolean> {
    for (const condition of filter.conditions) yield holds(condition, subject);
    for (const group of filter.groups ?? []) yield matchesFilter(group, subject);
  };
  const wanted = filter.match === 'any';
  for (const part of parts()) if (part === wanted) return wanted;
  return !wanted;
};

const folded = (text: string): string => text.normalize('NFC').trim().toLowerCase();

const holds = ({ field, operator, value }: FilterCondition, subject: FilterSubject): boolean => {
  const actual = folded(subject[field] ?? '');
  const [first = '', ...others] = (Array.isArray(value) ? value : [value ?? '']).map(folded);
  const isSet = actual !== '';
  switch (operator) {
    case 'is-set':
      return isSet;
    case 'is-not-set':
      return !isSet;
    case 'equals':
      return isSet && actual === first;
    case 'not-equals':
      return actual !== first;
    case 'contains':
      return isSet && actual.includes(first);
    case 'begins-with':
      return isSet && actual.startsWith(first);
    case 'in':
      return isSet && [first, ...others].includes(actual);
    case 'after':
      return isSet && instant(actual) > instant(first);
    case 'before':
      return isSet && instant(actual) < instant(first);
    default:
      return operator satisfies never;
  }
};

const instant = (text: string): number => fromIso(text.toUpperCase());
