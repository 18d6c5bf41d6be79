import type { z } from 'zod';
import { contactDetailsSchema } from '../contacts/contact-details.ts';
import { mostEntries } from './list-entry.ts';
import type { FileError, FileRead, FileRow } from './list-file.ts';
import { type GivenEntry, keyOfId } from './plan-load.ts';

const longestId = 200;

/** Judges every row of a file: entries that keep all rules, and every rule that is broken, in the order of the lines. */
export const judgeFile = (
  { rows, errors: before }: FileRead,
  sourceId: string,
): { readonly given: readonly GivenEntry[]; readonly errors: readonly FileError[] } => {
  const given: GivenEntry[] = [];
  const errors: FileError[] = [...before];
  const keys = new Set<string>();
  if (rows.length === 0 && errors.length === 0) errors.push({ line: 1, rule: 'file-without-entries' });
  const beyond = rows[mostEntries];
  if (beyond !== undefined) {
    errors.push({ line: beyond.line, rule: 'max-items', params: { max: mostEntries } });
  }
  for (const row of rows.slice(0, mostEntries)) {
    const broken = [...idErrors(row, keys, sourceId)];
    const judged = contactDetailsSchema.safeParse(row.contact);
    if (!judged.success) broken.push(...judged.error.issues.map((issue) => toError(issue, row)));
    else if (broken.length === 0) {
      given.push({ line: row.line, ...(row.id === undefined ? {} : { id: row.id }), contact: judged.data });
    }
    errors.push(...broken);
  }
  return { given, errors: errors.toSorted((a, b) => a.line - b.line) };
};

const idErrors = (
  { line, id, nameOf }: FileRow,
  keys: Set<string>,
  sourceId: string,
): readonly FileError[] => {
  if (id === undefined) return [];
  const field = nameOf('id') ?? 'id';
  if (id.length > longestId) return [{ line, field, rule: 'max-length', params: { max: longestId } }];
  const key = keyOfId(id, { sourceId });
  if (keys.has(key)) return [{ line, field, rule: 'duplicate-item' }];
  keys.add(key);
  return [];
};

const toError = (issue: z.core.$ZodIssue, row: FileRow): FileError => {
  const path = issue.path.map(String).join('/');
  const field = row.nameOf(path) ?? path;
  const at = { line: row.line, ...(field === '' ? {} : { field }) };
  switch (issue.code) {
    case 'too_big': {
      const rule = issue.origin === 'array' ? 'max-items' : 'max-length';
      return { ...at, rule, params: { max: Number(issue.maximum) } };
    }
    case 'too_small':
      return { ...at, rule: 'not-empty' };
    default:
      // Rules of ours name themselves; messages.ts has a general sentence for any other.
      return { ...at, rule: issue.message };
  }
};
