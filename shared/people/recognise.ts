import type { Contact } from '../contacts/contact.ts';
import type { KeyedHashes } from '../kernel/keyed-hashes.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { marksUse, type PersonErasure } from './person-erasure.ts';
import { managerMark, type Recognisable, recognisable, signsOf } from './person-marks.ts';

/** Whom some erasures keep out. */
export interface Erased {
  readonly isEmpty: boolean;
  isErased(person: Recognisable): boolean;
  hasMark(mark: string): boolean;
}

/** By marks in plain text, of those who are only looked for. */
export const recogniseMarks = (marks: ReadonlySet<string>): Erased => ({
  isEmpty: marks.size === 0,
  hasMark: (mark) => marks.has(mark),
  isErased: (person) => signsOf(person).some((sign) => marks.has(sign)),
});

/** Reads nothing but the erasures: what they recognise is asked of each contact by its hashes. */
export const recognise = async (
  ctx: TenantContext,
  erasures: readonly Pick<PersonErasure, 'keyNumber' | 'marks'>[],
  hashes: KeyedHashes,
): Promise<Erased> => {
  const byKey = Map.groupBy(erasures, ({ keyNumber }) => keyNumber);
  const known = await Promise.all(
    [...byKey].map(async ([keyNumber, those]) => ({
      key: await hashes.keyedHash(ctx, marksUse, keyNumber),
      marks: new Set(those.flatMap(({ marks }) => marks)),
    })),
  );
  const hasMark = (mark: string): boolean => known.some(({ key, marks }) => marks.has(key.hash(mark)));
  return { isEmpty: erasures.length === 0, hasMark, isErased: (person) => signsOf(person).some(hasMark) };
};

/** A contact of a source as it may be kept: undefined for an erased person; without a manager who is one. */
export const revisedContact =
  (erased: Erased, sourceId: string) =>
  (contact: Contact): Contact | undefined => {
    if (erased.isErased(recognisable(sourceId, contact))) return undefined;
    const { managerKey, ...rest } = contact;
    return managerKey !== undefined && erased.hasMark(managerMark(sourceId, managerKey)) ? rest : contact;
  };
